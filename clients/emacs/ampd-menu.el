;;; ampd-menu.el --- Everything in one menu  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The transient menu.  It uses what the transient of Emacs 28.1 has.

;;; Code:

(require 'transient)
(require 'ampd-chat)
(require 'ampd-configure)
(require 'ampd-context)
(require 'ampd-profile)
(require 'ampd-sessions)
(require 'ampd-traffic)

;;;###autoload (autoload 'ampd-menu "ampd-menu" nil t)
(transient-define-prefix ampd-menu ()
  "What can be done with ampd."
  [["Chat"
    ("c" "Open the chat" ampd)
    ("n" "New session" ampd-new)
    ("a" "Next question" ampd-next-question)
    ("k" "End the turn" ampd-chat-interrupt :if ampd-menu--chat-p)
    ("q" "Queue the draft" ampd-chat-queue :if ampd-menu--chat-p)
    ("s" "Steer with the draft" ampd-chat-steer :if ampd-menu--chat-p)]
   ["Put into the draft"
    ("r" "Region" ampd-send-region :if use-region-p)
    ("d" "Function" ampd-send-defun)
    ("f" "File" ampd-send-file)
    ("e" "Diagnostics" ampd-send-diagnostics)]
   ["Session"
    ("l" "List, bring back" ampd-sessions)
    ("m" "Model" ampd-configure-model :if ampd-menu--chat-p)
    ("o" "Mode" ampd-configure-mode :if ampd-menu--chat-p)
    ("t" "Effort" ampd-configure-effort :if ampd-menu--chat-p)
    ("T" "Title" ampd-configure-title :if ampd-menu--chat-p)
    ("F" "Fork" ampd-fork :if ampd-menu--chat-p)
    ("C" "Compact" ampd-configure-compact :if ampd-menu--chat-p)
    ("p" "New, by profile" ampd-new-by-profile)]
   ["ampd"
    ("v" "Traffic" ampd-traffic)
    ("X" "Stop ampd" ampd-stop)]])

(defun ampd-menu--chat-p ()
  "Whether this is a chat buffer."
  (derived-mode-p 'ampd-chat-mode))

(provide 'ampd-menu)
;;; ampd-menu.el ends here
