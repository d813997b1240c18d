;;; ampd-header.el --- The session's state at a glance  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The header line of a chat, its mode line, and a notice in every mode line
;; while a question waits.

;;; Code:

(require 'ampd-question)
(require 'ampd-session)

(defvar ampd-header-notice-map
  (let ((map (make-sparse-keymap)))
    (define-key map [mode-line mouse-1] 'ampd-next-question)
    map)
  "Keys of the notice in the mode line.")

(defun ampd-header-line ()
  "Answer the header line of this chat."
  (string-replace
   "%" "%%"
   (string-join
    (delq nil
          (list (concat " " (or (ampd-session-title ampd-session)
                                (ampd-session-profile ampd-session) "ampd"))
                (ampd-header--state)
                (ampd-header--questions)
                (ampd-header--queue)
                (ampd-header--model)
                (ampd-header--usage)))
    "  ")))

(defun ampd-header-mode-line ()
  "Answer the state of this chat for `mode-line-process'."
  (pcase (ampd-session-state ampd-session)
    ('running (if (ampd-session-questions ampd-session) ":asks" ":runs"))
    ('idle "")
    (state (format ":%s" state))))

(defun ampd-header-notice ()
  "Answer the notice for every mode line: how many questions wait."
  (let ((count (length (ampd-question-pending))))
    (if (zerop count)
        ""
      (propertize (format " [ampd asks%s]" (if (= count 1) "" (format " %d" count)))
                  'face 'ampd-question
                  'help-echo "A question of an agent waits: M-x ampd-next-question"
                  'local-map ampd-header-notice-map))))

(defun ampd-header-install-notice ()
  "Put the notice into every mode line, where it is empty until somebody asks."
  (unless global-mode-string
    (setq global-mode-string '("")))
  (add-to-list 'global-mode-string '(:eval (ampd-header-notice)) t))

(put 'ampd-header-notice 'risky-local-variable t)

(defun ampd-header--state ()
  "Answer what the session does."
  (pcase (ampd-session-state ampd-session)
    ('opening "starting…")
    ('running (format "%s…" (or (ampd-session-activity ampd-session) "working")))
    ('idle "ready")
    ('failed "not started")
    ('gone "ended")))

(defun ampd-header--questions ()
  "Answer how many questions wait, if some do."
  (when-let ((waiting (ampd-session-questions ampd-session)))
    (propertize (format "%d to answer: C-c C-a" (length waiting)) 'face 'ampd-question)))

(defun ampd-header--queue ()
  "Answer the length of the queue, unless it is empty."
  (let ((count (length (ampd-session-queue ampd-session))))
    (when (> count 0)
      (format "%d queued%s" count (if (ampd-session-held ampd-session) " (held)" "")))))

(defun ampd-header--model ()
  "Answer model and mode, as far as they are known."
  (let ((model (ampd-session-model ampd-session))
        (mode (ampd-session-mode ampd-session)))
    (when (or model mode)
      (string-join (delq nil (list model mode)) ", "))))

(defun ampd-header--usage ()
  "Answer the tokens of the last request or turn."
  (when-let ((usage (ampd-session-usage ampd-session)))
    (format "%s in, %s out"
            (ampd-header--count (ampd-get usage :input_tokens))
            (ampd-header--count (ampd-get usage :output_tokens)))))

(defun ampd-header--count (tokens)
  "Answer TOKENS in few characters."
  (cond ((null tokens) "?")
        ((< tokens 1000) (number-to-string tokens))
        (t (format "%.1fk" (/ tokens 1000.0)))))

(provide 'ampd-header)
;;; ampd-header.el ends here
