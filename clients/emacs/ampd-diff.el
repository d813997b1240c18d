;;; ampd-diff.el --- A change, before it is made  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Shows the change that a question is about in `diff-mode', where it can be
;; accepted or rejected.  Leaving the buffer answers nothing.

;;; Code:

(require 'diff-mode)
(require 'ampd-approval)

(declare-function ampd-amend-show "ampd-amend" (approval))

(defvar-local ampd-diff--approval nil
  "The question that this buffer shows.")

(defvar ampd-diff-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "y" #'ampd-diff-accept)
    (define-key map "n" #'ampd-diff-reject)
    (define-key map "r" #'ampd-diff-reject-with-reason)
    (define-key map "e" #'ampd-diff-edit)
    (define-key map "q" #'quit-window)
    (define-key map (kbd "C-c C-c") #'ampd-diff-accept)
    (define-key map (kbd "C-c C-k") #'ampd-diff-reject)
    map)
  "Keys of a change that waits for an answer.")

(define-derived-mode ampd-diff-mode diff-mode "ampd diff"
  "A change that an agent wants to make.
\\<ampd-diff-mode-map>\\[ampd-diff-accept] accepts it, \\[ampd-diff-reject] \
rejects it, \\[quit-window] leaves the question open.

\\{ampd-diff-mode-map}"
  (setq buffer-read-only t
        header-line-format '(:eval (ampd-diff--header))
        bidi-paragraph-direction 'left-to-right)
  ;; Its one-letter keys in read-only buffers would hide those above.
  (setq-local minor-mode-overriding-map-alist
              (list (cons 'buffer-read-only ampd-diff-mode-map))))

(defun ampd-diff-show (approval)
  "Show the change of APPROVAL."
  (let ((diff (or (ampd-approval-diff approval)
                  (user-error "This question is not about a change")))
        (buffer (get-buffer-create
                 (format "*ampd change: %s*"
                         (or (ampd-get (ampd-approval-params approval) :detail :path)
                             (ampd-approval-id approval))))))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (ampd-text-visible diff)))
      (ampd-diff-mode)
      (setq ampd-diff--approval approval)
      (goto-char (point-min)))
    (pop-to-buffer buffer)))

(defun ampd-diff-accept ()
  "Let the change be made, this once."
  (interactive)
  (ampd-diff--answer "allow_once" nil))

(defun ampd-diff-reject ()
  "Do not let the change be made."
  (interactive)
  (ampd-diff--answer "deny_once" nil))

(defun ampd-diff-reject-with-reason (reason)
  "Do not let the change be made, and tell the agent the REASON."
  (interactive "sWhy not? ")
  (ampd-diff--answer "deny_once" reason))

(defun ampd-diff-edit ()
  "Edit the file as it is proposed before it is accepted."
  (interactive)
  (ampd-diff--check)
  (require 'ampd-amend)
  (ampd-amend-show ampd-diff--approval))

(defun ampd-diff--answer (kind reason)
  "Answer by KIND with REASON, and leave."
  (ampd-diff--check)
  (ampd-approval-answer ampd-diff--approval kind reason)
  (quit-window t))

(defun ampd-diff--check ()
  "Signal `user-error' when the question is settled."
  (when-let ((done (ampd-question-done ampd-diff--approval)))
    (user-error "It was settled already: %s" done)))

(defun ampd-diff--header ()
  "Answer the header line: what can be done, or what became of it."
  (let ((done (ampd-question-done ampd-diff--approval)))
    (string-replace "%" "%%"
                    (if done
                        (format " Settled: %s" done)
                      " May this be changed?  y: yes  n: no  r: no, because…  e: edit  q: later"))))

(provide 'ampd-diff)
;;; ampd-diff.el ends here
