;;; ampd-open.el --- Sessions come and go  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Makes a chat buffer for a new, a stored or a forked session; nothing waits:
;; the buffer is there at once, and what is typed is sent when the session is.

;;; Code:

(require 'ampd-chat)
(require 'ampd-complete)
(require 'ampd-history)
(require 'ampd-input)
(require 'ampd-notices)
(require 'ampd-tools)
(require 'ampd-traffic)
(require 'ampd-trust)

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

(defun ampd-open-fork (id cwd &optional title at-turn)
  "Fork the session ID of CWD, called TITLE, behind AT-TURN, and show its chat."
  (ampd-server-request
   (ampd-method session/fork)
   `(:sessionId ,id ,@(and at-turn `(:atTurn ,at-turn)))
   (lambda (result)
     (let ((buffer (ampd-open--buffer (ampd-get result :sessionId) cwd nil)))
       (with-current-buffer buffer
         (setf (ampd-session-title ampd-session) title)
         (ampd-history-show (lambda () (ampd-open--ready result))))
       (pop-to-buffer buffer)))
   (lambda (failure)
     (message "ampd: %s" (ampd-server-error-text failure)))))

(defun ampd-open--buffer (id cwd profile)
  "Answer a new chat buffer for the session ID in CWD, made from PROFILE."
  (let* ((cwd (directory-file-name (expand-file-name cwd)))
         (buffer (generate-new-buffer
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
       method params
       (lambda (result)
         (ampd-open--ready result)
         (ampd-send-check-queue))
       (lambda (reason)
         (ampd-open--failed (ampd-server-error-text reason) again)))
    (user-error (ampd-open--failed (error-message-string failure) again))))

(defun ampd-open--ready (result)
  "The session is there, according to RESULT."
  (seq-doseq (warning (ampd-get result :warnings))
    (ampd-transcript-note (ampd-get warning :message) 'ampd-question))
  (ampd-trust-offer (ampd-get result :warnings))
  (ampd-session-set 'idle)
  (ampd-prompts-refresh)
  (ampd-send-waiting)
  (run-hooks 'ampd-session-ready-hook))

(defun ampd-open--failed (text again)
  "Say by TEXT why there is no session; AGAIN is behind a button."
  (let ((unsent (ampd-session-unsent ampd-session)))
    (setf (ampd-session-unsent ampd-session) nil)
    (when unsent
      (ampd-send-give-back (mapconcat #'ampd-text-of-prompt unsent "\n")))
    (ampd-session-set 'failed)
    (ampd-transcript-note text 'ampd-failed)
    (ampd-transcript-buttons (ampd-open--button "Try again" again))))

(defun ampd-open--lost ()
  "The session of this buffer is not there any more; offer to bring it back."
  (ampd-session-set 'gone)
  (dolist (question (ampd-session-questions ampd-session))
    (ampd-question-settle question "withdrawn"))
  (ampd-transcript-buttons (ampd-open--button "Bring the session back" #'ampd-open--resume)))

(defun ampd-open--button (label again)
  "Answer a button LABEL for AGAIN, which does nothing while a session is here.
It stays in the transcript, and may be pushed twice."
  (cons label
        (lambda ()
          (when (memq (ampd-session-state ampd-session) '(failed gone))
            (funcall again)))))

(add-hook 'ampd-send-lost-hook #'ampd-open--lost)

(defun ampd-open--all-gone (connection reason)
  "Tell in every chat over CONNECTION that it is gone, for REASON."
  (dolist (buffer (ampd-session-chats))
    (with-current-buffer buffer
      (when (and (eq connection (ampd-session-connection ampd-session))
                 (memq (ampd-session-state ampd-session) '(idle running)))
        (ampd-transcript-note (ampd-server-error-text reason) 'ampd-failed)
        (ampd-open--lost)))))

(add-hook 'ampd-server-ended-functions #'ampd-open--all-gone)

(provide 'ampd-open)
;;; ampd-open.el ends here
