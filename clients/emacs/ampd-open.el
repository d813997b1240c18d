;;; ampd-open.el --- Sessions come and go  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Makes a chat buffer for a new, a stored or a forked session; nothing waits:
;; the buffer is there at once, and what is typed is sent when the session is.

;;; Code:

(require 'ampd-chat)
(require 'ampd-history)

(defun ampd-open-new (cwd &optional profile more)
  "Make a session in the directory CWD from PROFILE, and answer its chat buffer.
MORE are further parameters of `session/create'."
  (let ((buffer (ampd-open--buffer (ampd-session-new-id) cwd profile)))
    (with-current-buffer buffer
      (ampd-open--create more))
    buffer))

(defun ampd-open-stored (id cwd &optional title)
  "Bring the stored session ID of CWD back, and answer its chat buffer.
TITLE is shown until the session says its own."
  (or (ampd-session-buffer id)
      (let ((buffer (ampd-open--buffer id cwd nil)))
        (with-current-buffer buffer
          (setf (ampd-session-title ampd-session) title)
          (ampd-history-show (lambda () (ampd-open--resume))))
        buffer)))

(defun ampd-open-fork (&optional at-turn)
  "Fork the session of this buffer behind AT-TURN, and show its chat."
  (let ((cwd (ampd-session-cwd ampd-session))
        (title (ampd-session-title ampd-session)))
    (ampd-session-request
     (ampd-method session/fork) (and at-turn `(:atTurn ,at-turn))
     (lambda (result)
       (let* ((id (ampd-get result :sessionId))
              (buffer (ampd-open--buffer id cwd nil)))
         (with-current-buffer buffer
           (setf (ampd-session-title ampd-session) title)
           (ampd-history-show (lambda () (ampd-open--ready result))))
         (pop-to-buffer buffer)))
     (lambda (failure)
       (ampd-transcript-note (ampd-server-error-text failure) 'ampd-failed)))))

(defun ampd-open--buffer (id cwd profile)
  "Answer a new chat buffer for the session ID in CWD, made from PROFILE."
  (let ((buffer (generate-new-buffer
                 (format "*ampd: %s*" (file-name-nondirectory (directory-file-name cwd))))))
    (with-current-buffer buffer
      (setq default-directory (file-name-as-directory cwd))
      (ampd-chat-mode)
      (setq ampd-session (make-ampd-session :id id :cwd cwd :profile profile))
      (ampd-session-adopt id buffer)
      (ampd-header-install-notice))
    buffer))

(defun ampd-open--create (more)
  "Make the session of this buffer; MORE are further parameters."
  (let ((profile (ampd-session-profile ampd-session)))
    (ampd-session-set 'opening)
    (ampd-open--ask (ampd-method session/create)
                    `(:cwd ,(ampd-session-cwd ampd-session)
                      ,@(and profile `(:profile ,profile)) ,@more)
                    (lambda () (ampd-open--create more)))))

(defun ampd-open--resume ()
  "Bring the session of this buffer back."
  (ampd-session-set 'opening)
  (ampd-open--ask (ampd-method session/resume) nil #'ampd-open--resume))

(defun ampd-open--ask (method params again)
  "Ask METHOD with PARAMS for this buffer's session; AGAIN is for another try."
  (condition-case failure
      (ampd-session-request
       method params #'ampd-open--ready
       (lambda (reason)
         (ampd-open--failed (ampd-server-error-text reason) again)))
    (user-error (ampd-open--failed (error-message-string failure) again))))

(defun ampd-open--ready (result)
  "The session is there, according to RESULT."
  (seq-doseq (warning (ampd-get result :warnings))
    (ampd-transcript-note (ampd-get warning :message) 'ampd-question))
  (ampd-session-set 'idle)
  (ampd-send-waiting)
  (run-hooks 'ampd-session-ready-hook))

(defvar ampd-session-ready-hook nil
  "Run in the chat buffer when its session can be talked to.")

(defun ampd-open--failed (text again)
  "Say by TEXT why there is no session; AGAIN is behind a button."
  (unless (eq (ampd-session-state ampd-session) 'gone)
    (let ((unsent (ampd-session-unsent ampd-session)))
      (setf (ampd-session-unsent ampd-session) nil)
      (when unsent
        (ampd-send--give-back (string-join unsent "\n")))
      (ampd-session-set 'failed)
      (ampd-transcript-note text 'ampd-failed)
      (ampd-open--offer "Try again" again))))

(defun ampd-open--offer (label action)
  "Show a button LABEL for ACTION, run in this buffer."
  (ampd-transcript-buttons (cons label action)))

(defun ampd-open--all-gone (reason)
  "Tell in every chat that ampd is gone, for REASON, and how to go on."
  (dolist (buffer (ampd-session-chats))
    (with-current-buffer buffer
      (unless (memq (ampd-session-state ampd-session) '(failed gone))
        (ampd-session-set 'gone)
        (setf (ampd-session-approvals ampd-session) nil)
        (ampd-transcript-note (ampd-server-error-text reason) 'ampd-failed)
        (ampd-open--offer "Bring the session back" #'ampd-open--resume)))))

(add-hook 'ampd-server-ended-functions #'ampd-open--all-gone)

(provide 'ampd-open)
;;; ampd-open.el ends here
