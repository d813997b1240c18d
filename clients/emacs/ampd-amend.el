;;; ampd-amend.el --- A proposed file, edited before it is allowed  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A buffer with all of the file as the agent wants it, to be edited.  An answer
;; carries no changed input; so what the user has changed is applied here, through
;; the file's buffer, and the agent is told so with its call refused.

;;; Code:

(require 'ampd-approval)
(require 'ampd-edit)
(require 'ampd-proposal)

(defconst ampd-amend--max-diff-chars 8000
  "Characters of the user's changes that the agent is told.")

(defvar-local ampd-amend--approval nil
  "The question that this buffer's text is an answer to.")
(put 'ampd-amend--approval 'permanent-local t)
(defvar-local ampd-amend--proposed nil
  "The text as the agent has proposed it.")
(put 'ampd-amend--proposed 'permanent-local t)

(defvar ampd-amend-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-c") #'ampd-amend-accept)
    (define-key map (kbd "C-c C-k") #'ampd-amend-leave)
    map)
  "Keys of a proposed file.")

(define-minor-mode ampd-amend-mode
  "Edit what an agent wants to make of a file.
\\<ampd-amend-mode-map>\\[ampd-amend-accept] accepts the text as it is then, \
\\[ampd-amend-leave] leaves the question open."
  :lighter " Proposal"
  (setq header-line-format (and ampd-amend-mode '(:eval (ampd-amend--header)))))

(defun ampd-amend-show (approval)
  "Show the file that APPROVAL is about as it is proposed, to be edited."
  (pop-to-buffer
   (or (seq-find (lambda (buffer)
                   (eq (buffer-local-value 'ampd-amend--approval buffer) approval))
                 (buffer-list))
       (ampd-amend--new-buffer approval))))

(defun ampd-amend-accept ()
  "Accept the proposed file: as the agent made it, or as it was edited here."
  (interactive)
  (ampd-amend--check)
  (let ((text (ampd-editor-text (current-buffer))))
    (if (equal text ampd-amend--proposed)
        (ampd-approval-answer ampd-amend--approval "allow_once")
      (ampd-amend--apply ampd-amend--approval ampd-amend--proposed text)))
  (quit-window t))

(defun ampd-amend-leave ()
  "Forget what was edited here, and leave the question open."
  (interactive)
  (quit-window t))

(defun ampd-amend--new-buffer (approval)
  "Answer a buffer with the file that is proposed in APPROVAL."
  (let* ((params (ampd-approval-params approval))
         (text (ampd-proposal-text params))
         (file (ampd-get params :detail :path)))
    (with-current-buffer (generate-new-buffer (format "*ampd proposal: %s*" file))
      (insert text)
      (ampd-amend--choose-mode file)
      (setq ampd-amend--approval approval
            ampd-amend--proposed text
            bidi-paragraph-direction 'left-to-right
            buffer-undo-list nil)
      (ampd-amend-mode)
      (set-buffer-modified-p nil)
      (goto-char (point-min))
      (current-buffer))))

(defun ampd-amend--choose-mode (file)
  "Choose the major mode as for FILE, but by no local variables in the text:
the agent wrote them."
  (let ((buffer-file-name file)
        (enable-local-variables nil))
    (with-demoted-errors "ampd: %S"
      (set-auto-mode))))

(defun ampd-amend--check ()
  "Signal `user-error' when nobody waits for an answer any more."
  (unless ampd-amend--approval
    (user-error "This is not a proposed file"))
  (when-let ((done (ampd-question-done ampd-amend--approval)))
    (user-error "It was settled already: %s" done))
  (unless (buffer-live-p (ampd-question-buffer ampd-amend--approval))
    (user-error "The chat that asked is gone")))

(defun ampd-amend--apply (approval proposed text)
  "Make TEXT, in the place of PROPOSED, the file of APPROVAL, and tell the agent."
  (unless (ampd-approval-option approval "deny_once")
    (user-error "This question cannot be answered by a changed text"))
  (let* ((buffer (ampd-amend--file-buffer (ampd-approval-params approval)))
         (saved (ampd-edit-set-text buffer text)))
    (ampd-approval-answer
     approval "deny_once"
     (ampd-amend--reason (ampd-edit-difference proposed (ampd-editor-text buffer)) saved)
     (if saved "changed and applied by you" "changed and applied by you, not saved"))))

(defun ampd-amend--file-buffer (params)
  "Answer a buffer of the file of PARAMS, which must be what the agent saw."
  (let* ((file (ampd-get params :detail :path))
         (coding (cdr (ampd-proposal-base params))))
    (make-directory (file-name-directory file) t)
    (or (find-buffer-visiting file)
        (with-current-buffer (find-file-noselect file)
          (unless (file-exists-p file)
            (setq buffer-file-coding-system coding))
          (current-buffer)))))

(defun ampd-amend--reason (difference saved)
  "Answer what the agent is told: DIFFERENCE to its text, and whether it is SAVED."
  (concat "The user changed this edit and applied the changed version themselves"
          (if saved "; " ", in a buffer that is not saved yet; ")
          (if difference
              (format "the file now differs from your proposal by:\n%s\n"
                      (ampd-amend--bounded difference))
            "read the file before you change it. ")
          "Do not apply it again."))

(defun ampd-amend--bounded (difference)
  "Answer as much of DIFFERENCE as the agent is told."
  (if (> (length difference) ampd-amend--max-diff-chars)
      (concat (substring difference 0 ampd-amend--max-diff-chars)
              "\n… and more: read the file.")
    (string-trim-right difference "\n")))

(defun ampd-amend--header ()
  "Answer the header line: what can be done, or what became of it."
  (let ((done (ampd-question-done ampd-amend--approval)))
    (string-replace
     "%" "%%"
     (cond (done (format " Settled: %s.  This text cannot be accepted any more." done))
           (t (substitute-command-keys
               (concat " May the file be this?  \\<ampd-amend-mode-map>"
                       "\\[ampd-amend-accept] accepts it as it is here, "
                       "\\[ampd-amend-leave] leaves the question open")))))))

(provide 'ampd-amend)
;;; ampd-amend.el ends here
