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
(require 'ampd-session)

(autoload 'ampd-open-new "ampd-open")
(autoload 'ampd-open-fork "ampd-open")
(autoload 'ampd-question-pending "ampd-question")
(autoload 'ampd-question-go-to "ampd-question")
;; For who loads this file without the package's autoloads.
(autoload 'ampd-menu "ampd-menu" nil t)
(autoload 'ampd-new-by-profile "ampd-profile" nil t)
(autoload 'ampd-send-defun "ampd-context" nil t)
(autoload 'ampd-send-diagnostics "ampd-context" nil t)
(autoload 'ampd-send-file "ampd-context" nil t)
(autoload 'ampd-send-region "ampd-context" nil t)
(autoload 'ampd-sessions "ampd-sessions" nil t)
(autoload 'ampd-traffic "ampd-traffic" nil t)

;;;###autoload
(defun ampd (&optional new)
  "Chat with an agent about this project; in a NEW session with a prefix."
  (interactive "P")
  (pop-to-buffer (or (and (not new) (ampd--chat-here))
                     (ampd-open-new (ampd-session-project) ampd-profile))))

;;;###autoload
(defun ampd-new ()
  "Chat with an agent about this project in a new session."
  (interactive)
  (ampd t))

;;;###autoload
(defun ampd-next-question ()
  "Go to the question that has waited longest."
  (interactive)
  (ampd-question-go-to (or (car (ampd-question-pending))
                           (user-error "No question waits"))))

(defun ampd-fork ()
  "Go on in a copy of this chat's session."
  (interactive)
  (unless ampd-session
    (user-error "This is no chat"))
  (ampd-open-fork (ampd-session-id ampd-session) (ampd-session-cwd ampd-session)
                  (ampd-session-title ampd-session)))

(defun ampd-stop ()
  "End ampd; its sessions can be brought back."
  (interactive)
  (ampd-server-stop))

(defun ampd--chat-here ()
  "Answer the chat buffer last used for this project, if there is one."
  (let ((cwd (ampd-session-project)))
    (seq-find (lambda (buffer)
                (equal cwd (ampd-session-cwd (buffer-local-value 'ampd-session buffer))))
              (ampd-session-chats))))

(provide 'ampd)
;;; ampd.el ends here
