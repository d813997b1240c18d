;;; ampd-sessions.el --- The stored sessions of a project  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A list of the project's sessions, from which one is brought back, forked or
;; deleted.

;;; Code:

(require 'tabulated-list)
(require 'ampd-open)

(defconst ampd-sessions--limit 200
  "Sessions that are listed.")

(defvar-local ampd-sessions--cwd nil
  "The directory whose sessions are listed; nil for all.")

(defvar ampd-sessions-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "RET") #'ampd-sessions-open)
    (define-key map "f" #'ampd-sessions-fork)
    (define-key map "d" #'ampd-sessions-delete)
    (define-key map "a" #'ampd-sessions-toggle-all)
    map)
  "Keys of the list of sessions.")

(define-derived-mode ampd-sessions-mode tabulated-list-mode "ampd sessions"
  "Sessions of a project.
\\<ampd-sessions-mode-map>\\[ampd-sessions-open] brings one back, \
\\[ampd-sessions-fork] forks it, \\[ampd-sessions-delete] deletes it,
\\[ampd-sessions-toggle-all] shows those of all directories, \
\\[revert-buffer] looks again.

\\{ampd-sessions-mode-map}"
  (setq tabulated-list-format [("Used" 16 t) ("Turns" 6 t) ("State" 8 t)
                               ("Title" 40 t) ("Directory" 0 t)]
        tabulated-list-padding 1)
  (setq-local revert-buffer-function (lambda (&rest _) (ampd-sessions--refresh)))
  (tabulated-list-init-header))

;;;###autoload
(defun ampd-sessions ()
  "List the sessions of this project."
  (interactive)
  (let ((cwd (ampd-session-project))
        (buffer (get-buffer-create "*ampd sessions*")))
    (with-current-buffer buffer
      (ampd-sessions-mode)
      (setq ampd-sessions--cwd cwd)
      (ampd-sessions--list nil)
      (ampd-sessions--refresh))
    (pop-to-buffer buffer)))

(defun ampd-sessions-open ()
  "Bring the session at point back."
  (interactive)
  (let ((session (ampd-sessions--here)))
    (pop-to-buffer (ampd-open-stored (ampd-get session :sessionId)
                                     (ampd-get session :cwd)
                                     (ampd-get session :title)))))

(defun ampd-sessions-fork ()
  "Make a new session from the one at point."
  (interactive)
  (let ((session (ampd-sessions--here)))
    (ampd-open-fork (ampd-get session :sessionId) (ampd-get session :cwd)
                    (ampd-get session :title))))

(defun ampd-sessions-delete ()
  "Delete the session at point, once you have confirmed it."
  (interactive)
  (let* ((session (ampd-sessions--here))
         (id (ampd-get session :sessionId))
         (list (current-buffer)))
    (when (yes-or-no-p (format "Delete \"%s\" with all that is stored of it? "
                               (or (ampd-get session :title) id)))
      (ampd-server-request (ampd-method session/delete) `(:sessionId ,id)
                           (lambda (_) (ampd-sessions--refresh-in list))
                           #'ampd-sessions--tell))))

(defun ampd-sessions-toggle-all ()
  "List the sessions of all directories, or of the project again."
  (interactive)
  (setq ampd-sessions--cwd (and (not ampd-sessions--cwd)
                                (directory-file-name (expand-file-name default-directory))))
  (ampd-sessions--refresh))

(defun ampd-sessions--refresh-in (buffer)
  "Ask for the sessions again, for the list BUFFER."
  (when (buffer-live-p buffer)
    (with-current-buffer buffer
      (ampd-sessions--refresh))))

(defun ampd-sessions--refresh ()
  "Ask for the sessions and list them."
  (let ((buffer (current-buffer)))
    (ampd-server-request
     (ampd-method session/list)
     `(:limit ,ampd-sessions--limit
       ,@(and ampd-sessions--cwd `(:cwd ,ampd-sessions--cwd)))
     (lambda (result)
       (when (buffer-live-p buffer)
         (with-current-buffer buffer
           (ampd-sessions--list (ampd-get result :sessions))
           (when (null tabulated-list-entries)
             (message "ampd: there are no sessions%s"
                      (if ampd-sessions--cwd " of this directory" ""))))))
     #'ampd-sessions--tell)))

(defun ampd-sessions--list (sessions)
  "List SESSIONS."
  (setq tabulated-list-entries
        (mapcar (lambda (session) (list session (ampd-sessions--row session))) sessions))
  (tabulated-list-print t))

(defun ampd-sessions--row (session)
  "Answer the columns for SESSION."
  (vector (ampd-sessions--time (ampd-get session :updatedAt))
          (number-to-string (or (ampd-get session :turns) 0))
          (or (ampd-get session :status) "")
          (ampd-text-one-line (or (ampd-get session :title)
                                  (ampd-get session :sessionId))
                              60)
          (abbreviate-file-name (or (ampd-get session :cwd) ""))))

(defun ampd-sessions--time (text)
  "Answer TEXT, an ISO 8601 time, for people here."
  (if text
      (format-time-string "%F %R" (encode-time (parse-time-string text)))
    ""))

(defun ampd-sessions--here ()
  "Answer the session at point, or signal `user-error'."
  (or (tabulated-list-get-id)
      (user-error "There is no session at point")))

(defun ampd-sessions--tell (failure)
  "Tell FAILURE."
  (message "ampd: %s" (ampd-server-error-text failure)))

(provide 'ampd-sessions)
;;; ampd-sessions.el ends here
