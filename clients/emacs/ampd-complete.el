;;; ampd-complete.el --- Files and commands in a draft  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Completes `@file' from the project's files and `/command' from what the chat
;; itself can do and the session's prompts, and carries such commands out.

;;; Code:

(require 'project)
(require 'ampd-chat)
(require 'ampd-configure)
(require 'ampd-prompts)

(defconst ampd-complete--commands
  '(("/new" ampd-new "begin a new session")
    ("/fork" ampd-fork "go on in a copy of this session")
    ("/sessions" ampd-sessions "list the sessions of this project")
    ("/model" ampd-configure-model "choose the model")
    ("/mode" ampd-configure-mode "choose what the agent may do without asking")
    ("/effort" ampd-configure-effort "choose how hard the model should think")
    ("/title" ampd-configure-title "name this session")
    ("/compact" ampd-configure-compact "compact the history that the model sees")
    ("/cancel" ampd-chat-interrupt "end the turn"))
  "What a draft that begins with a slash can be: commands of this client.")

(defconst ampd-complete--files-seconds 10
  "How long a list of files is used.")

(defvar-local ampd-complete--files nil
  "A cons of when the project's files were listed, and they.")

(defun ampd-complete-set-up ()
  "Complete in the drafts of this chat buffer."
  (add-hook 'completion-at-point-functions #'ampd-complete-at-point nil t)
  (add-hook 'ampd-chat-slash-functions #'ampd-complete-run nil t))

(add-hook 'ampd-chat-mode-hook #'ampd-complete-set-up)

(defun ampd-complete-at-point ()
  "Complete the file or command at point, for `completion-at-point-functions'."
  (when-let ((start (ampd-chat-token-start)))
    (if (eq (char-after start) ?@)
        (list (1+ start) (point)
              (completion-table-dynamic (lambda (_) (ampd-complete--files)))
              :exclusive 'no)
      ;; Servers come and go; what they offer now is there the next time.
      (with-demoted-errors "ampd: %S"
        (ampd-prompts-refresh))
      (list start (point)
            (append (mapcar #'car ampd-complete--commands) (ampd-prompts-names))
            :annotation-function #'ampd-complete--about :exclusive 'no))))

(defun ampd-complete-run (text)
  "Carry TEXT out when it is a command; answer whether it is."
  (if-let ((command (assoc (string-trim text) ampd-complete--commands)))
      (progn (call-interactively (nth 1 command))
             t)
    (ampd-prompts-run text)))

(defun ampd-complete--about (name)
  "Answer what the command NAME does."
  (concat "  " (or (nth 2 (assoc name ampd-complete--commands))
                   (ampd-prompts-about name))))

(defun ampd-complete--files ()
  "Answer the files of the session's directory, relative to it."
  (unless (and ampd-complete--files
               (< (float-time (time-since (car ampd-complete--files)))
                  ampd-complete--files-seconds))
    (setq ampd-complete--files
          (cons (current-time)
                (ampd-complete--list (ampd-session-cwd ampd-session)))))
  (cdr ampd-complete--files))

(defun ampd-complete--list (directory)
  "List the files of DIRECTORY: the project's, or those beside each other."
  (let ((root (file-name-as-directory directory)))
    (if-let ((project (project-current nil root)))
        (mapcar (lambda (file) (file-relative-name file root)) (project-files project))
      (seq-filter (lambda (name) (file-regular-p (expand-file-name name root)))
                  (directory-files root nil directory-files-no-dot-files-regexp)))))

(provide 'ampd-complete)
;;; ampd-complete.el ends here
