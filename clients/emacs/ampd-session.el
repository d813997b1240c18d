;;; ampd-session.el --- What a chat buffer knows of its session  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The state of a session, the buffer that shows it, and the requests that name
;; it.  It shows nothing itself.

;;; Code:

(require 'cl-lib)
(require 'project)
(require 'ampd-names)
(require 'ampd-options)
(require 'ampd-server)

(cl-defstruct (ampd-session (:copier nil))
  "STATE is one of `opening', `idle', `running', `failed' and `gone'.
QUESTIONS are what waits for the user, the oldest first."
  id cwd profile title connection
  (state 'opening)
  activity turn-id completed-turn
  provider model mode usage
  questions
  (queue []) held
  unsent
  joined)

(defvar-local ampd-session nil
  "The session of this chat buffer.")

(defvar ampd-session--buffers (make-hash-table :test #'equal)
  "Chat buffers by the id of their session, and of its sub-sessions.")

(defun ampd-session-new-id ()
  "Answer an id for a new session."
  (format "emacs-%s-%s" (format-time-string "%Y%m%d-%H%M%S")
          (substring (secure-hash 'sha256 (format "%s %s %s" (random) (emacs-pid)
                                                  (float-time)))
                     0 12)))

(defun ampd-session-project ()
  "Answer the directory that a session started here is for.
Signal `user-error' where it is on another machine."
  (let ((directory (if-let ((project (project-current)))
                       (project-root project)
                     default-directory)))
    (when (file-remote-p directory)
      (user-error "%s is on another machine; ampd works on files of this one"
                  directory))
    (directory-file-name (expand-file-name directory))))

(defun ampd-session-adopt (id buffer)
  "Let events and questions of the session ID go to BUFFER."
  (puthash id buffer ampd-session--buffers))

(defun ampd-session-forget (buffer)
  "Let nothing go to BUFFER any more."
  (maphash (lambda (id one)
             (when (eq one buffer) (remhash id ampd-session--buffers)))
           ampd-session--buffers))

(defun ampd-session-buffer (id)
  "Answer the live chat buffer of the session ID, if there is one."
  (let ((buffer (gethash id ampd-session--buffers)))
    (and (buffer-live-p buffer) buffer)))

(defun ampd-session-chats ()
  "Answer all chat buffers, the one last used first."
  (seq-filter (lambda (buffer) (buffer-local-value 'ampd-session buffer))
              (buffer-list)))

(defun ampd-session-busy-p ()
  "Whether a turn is running, or is about to."
  (eq (ampd-session-state ampd-session) 'running))

(defun ampd-session-set (state)
  "Let the session of this buffer be in STATE, and show that."
  (setf (ampd-session-state ampd-session) state)
  (unless (eq state 'running)
    (setf (ampd-session-activity ampd-session) nil))
  (force-mode-line-update t))

(defun ampd-session-request (method params on-result &optional on-error)
  "Ask METHOD of this buffer's session, with PARAMS besides its id.
ON-RESULT and ON-ERROR are called in this buffer, if it still lives."
  (let ((buffer (current-buffer)))
    (prog1 (ampd-server-request
            method `(:sessionId ,(ampd-session-id ampd-session) ,@params)
            (ampd-session--inside buffer on-result)
            (and on-error (ampd-session--inside buffer on-error)))
      (setf (ampd-session-connection ampd-session) (ampd-server-connection)))))

(defun ampd-session--inside (buffer function)
  "Answer FUNCTION, called in BUFFER as long as it lives."
  (lambda (value)
    (when (buffer-live-p buffer)
      (with-current-buffer buffer
        (funcall function value)))))

(provide 'ampd-session)
;;; ampd-session.el ends here
