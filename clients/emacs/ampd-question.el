;;; ampd-question.el --- Questions that wait in a transcript  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What approvals and forms have in common: an item of its own, a place among
;; those that wait, and a line that stays when it is settled, whoever did that.
;; A question takes no focus and no key from elsewhere.

;;; Code:

(require 'cl-lib)
(require 'seq)
(require 'ampd-rpc)
(require 'ampd-session)
(require 'ampd-transcript)

(cl-defstruct (ampd-question (:copier nil))
  "A request of ampd's that the user answers, with PARAMS and ASK of the wire.
NAME is what it is called once it is settled, DONE what became of it."
  id params ask name buffer item done)

(defun ampd-question-show (question item)
  "Show QUESTION as ITEM at the end of this buffer's transcript."
  (ampd-transcript-pause)
  (ampd-render-fresh-line t)
  (setf (ampd-item-open item) t
        (ampd-item-whole item) t
        (ampd-item-face item) 'ampd-question
        (ampd-item-body-face item) 'default
        (ampd-question-item question) item
        (ampd-question-buffer question) (current-buffer)
        (ampd-ask-on-withdrawn (ampd-question-ask question))
        (lambda () (ampd-question-settle question "withdrawn"))
        (ampd-session-questions ampd-session)
        (append (ampd-session-questions ampd-session) (list question)))
  (ampd-item-add item)
  (force-mode-line-update t)
  (message "ampd: %s asks: %s" (buffer-name) (ampd-question-name question))
  (ampd-question-run #'run-hooks 'ampd-question-hook))

(defun ampd-question-run (run hook &rest arguments)
  "Call RUN, such as `run-hooks', with HOOK and ARGUMENTS; answer what it does.
When a function of the user's fails, or is quit, tell it in the chat and answer
nil: the question stays the user's."
  (condition-case failure
      (save-current-buffer
        (apply run hook arguments))
    ((error quit)
     (ampd-transcript-note (format "A function of `%s' failed: %s" hook
                                   (error-message-string failure))
                           'ampd-failed)
     nil)))

(defun ampd-question-settle (question how)
  "QUESTION waits no more; HOW is what became of it."
  (unless (ampd-question-done question)
    (setf (ampd-question-done question) how)
    (when (buffer-live-p (ampd-question-buffer question))
      (with-current-buffer (ampd-question-buffer question)
        (setf (ampd-session-questions ampd-session)
              (remq question (ampd-session-questions ampd-session)))
        (ampd-question--close question)
        (force-mode-line-update t)))))

(defun ampd-question-pending ()
  "Answer all questions that wait, of all sessions."
  (apply #'append
         (mapcar (lambda (buffer)
                   (ampd-session-questions (buffer-local-value 'ampd-session buffer)))
                 (ampd-session-chats))))

(defun ampd-question-find (id)
  "Answer the question ID, if it waits."
  (seq-find (lambda (question) (equal (ampd-question-id question) id))
            (ampd-question-pending)))

(defun ampd-question-here ()
  "Answer the question at point, or signal `user-error'."
  (or (seq-find (lambda (question)
                  (eq (ampd-question-item question) (ampd-item-at (point))))
                (ampd-session-questions ampd-session))
      (user-error "There is no question at point")))

(defun ampd-question-go-to (question)
  "Show the chat of QUESTION and put point on it."
  (pop-to-buffer (ampd-question-buffer question))
  (goto-char (ampd-item-start (ampd-question-item question))))

(defun ampd-question-fate (params answer)
  "Answer what PARAMS, of a question settled by ANSWER, say became of it."
  (pcase (ampd-get params :reason)
    ("answered" (format "answered elsewhere: %s" (or answer "no")))
    ("timeout" "no answer in time, which means no")
    (reason (format "withdrawn: %s" reason))))

(defun ampd-question--close (question)
  "Show in a line that QUESTION is settled, and how."
  (let ((item (ampd-question-item question)))
    (setf (ampd-item-open item) nil
          (ampd-item-keymap item) nil
          (ampd-item-footer item) nil
          (ampd-item-face item) 'ampd-note
          (ampd-item-title item)
          (format "%s: %s" (ampd-question-done question) (ampd-question-name question)))
    (ampd-item-refresh item)))

(provide 'ampd-question)
;;; ampd-question.el ends here
