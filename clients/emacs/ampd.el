;;; ampd.el --- Chat with AI agents through ampd  -*- lexical-binding: t; -*-

;; Copyright (C) 2026 The ampd authors

;; Author: The ampd authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: tools, convenience
;; URL: https://github.com/microsoft/amplifier
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; `M-x ampd' opens a chat with an agent about the current project.  The agent
;; runs in ampd, a server that Emacs starts when it is first needed and that
;; ends with Emacs.  What it wants to do is asked in the chat, and its changes
;; are shown before they are made.
;;
;; README.md beside this file has a way to a first chat that needs no key.

;;; Code:

(require 'ampd-options)

(autoload 'ampd-open-new "ampd-open")

(defun ampd--chat-here ()
  "Answer the chat buffer last used for this project, if there is one."
  (let ((cwd (ampd-session-project)))
    (seq-find (lambda (buffer)
                (equal cwd (ampd-session-cwd (buffer-local-value 'ampd-session buffer))))
              (ampd-session-chats))))

;;;###autoload
(defun ampd-next-approval ()
  "Go to the question that has waited longest, and put point on it."
  (interactive)
  (require 'ampd-open)
  (let ((approval (or (car (ampd-approval-pending))
                      (user-error "No question waits"))))
    (pop-to-buffer (ampd-approval-buffer approval))
    (goto-char (ampd-item-start (ampd-approval-item approval)))))

;;;###autoload
(defun ampd (&optional new)
  "Chat with an agent about this project; in a NEW session with a prefix."
  (interactive "P")
  (require 'ampd-open)
  (pop-to-buffer (or (and (not new) (ampd--chat-here))
                     (ampd-open-new (ampd-session-project) ampd-profile))))

(provide 'ampd)
;;; ampd.el ends here
