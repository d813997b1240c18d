;;; ampd-send.el --- Prompts on their way to the agent  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Sends what was typed: at once, behind the running turn, or into it; and ends
;; the turn.  A prompt that could not be sent becomes the draft again.  What is
;; called text here may be content blocks as well.

;;; Code:

(require 'ampd-session)
(require 'ampd-transcript)

(defvar ampd-send-lost-hook nil
  "Run in the chat buffer when ampd does not have its session any more.")

(defun ampd-send-prompt (text)
  "Send TEXT to the session of this buffer, according to its state."
  (pcase (ampd-session-state ampd-session)
    ('opening (setf (ampd-session-unsent ampd-session)
                    (append (ampd-session-unsent ampd-session) (list text)))
              (message "ampd: it is sent when the session is ready"))
    ('running (if (eq ampd-busy-action 'steer)
                  (ampd-send-steer text)
                (ampd-send-queued text)))
    ('idle (ampd-send--execute text (ampd-session-new-id)))
    (_ (user-error "The session is not there; the buttons above bring it back"))))

(defun ampd-send-waiting ()
  "Send what was typed before the session was ready."
  (let ((texts (ampd-session-unsent ampd-session)))
    (setf (ampd-session-unsent ampd-session) nil)
    (when texts
      (ampd-send-prompt (car texts))
      (mapc #'ampd-send-queued (cdr texts)))))

(defun ampd-send-queued (text)
  "Let TEXT wait for the end of the running turn."
  (let ((turn-id (ampd-session-new-id)))
    (push (cons turn-id text) (ampd-session-joined ampd-session))
    (ampd-session-request
     (ampd-method session/enqueue) `(:prompt ,text :turnId ,turn-id)
     (lambda (result)
       (if (ampd-get result :held)
           (ampd-send-tell-held)
         (message "ampd: %s" (if (eql (ampd-get result :position) 0)
                                 "sent"
                               "queued behind the running turn"))))
     (lambda (failure) (ampd-send--failed failure text)))))

(defun ampd-send-steer (text)
  "Add TEXT to the running turn, or queue it where that takes no more."
  (ampd-session-request
   (ampd-method session/steer) `(:prompt ,text)
   (lambda (result)
     (if (ampd-get result :accepted)
         (message "ampd: the agent hears it before its next step")
       (ampd-send-queued text)))
   (lambda (failure) (ampd-send--failed failure text))))

(defun ampd-send-cancel (mode)
  "End the running turn; MODE is \"graceful\" or \"immediate\"."
  (setf (ampd-session-activity ampd-session) "cancelling")
  (force-mode-line-update)
  (ampd-session-request
   (ampd-method session/cancel) `(:mode ,mode)
   (lambda (result)
     (unless (ampd-get result :cancelled)
       (message "ampd: nothing was running, or it is being cancelled already")))))

(defun ampd-send-queue (action &rest params)
  "Do ACTION, with PARAMS, to what is queued."
  (ampd-session-request
   (ampd-method session/queue) `(:action ,action ,@params)
   #'ampd-send--queue-changed))

(defun ampd-send-check-queue ()
  "Tell when something is queued from before and waits for the user."
  (ampd-session-request
   (ampd-method session/queue) '(:action "list")
   (lambda (result)
     (ampd-send--queue-changed result)
     (when (and (ampd-get result :held) (not (seq-empty-p (ampd-get result :entries))))
       (ampd-send-tell-held)))
   #'ignore))

(defun ampd-send-join (turn-id)
  "Wait for the answer of the queued turn TURN-ID, which has begun."
  (when-let ((queued (assoc turn-id (ampd-session-joined ampd-session))))
    (setf (ampd-session-joined ampd-session)
          (delq queued (ampd-session-joined ampd-session)))
    (ampd-send--execute (cdr queued) turn-id)))

(defun ampd-send--execute (text turn-id)
  "Run a turn TURN-ID with the prompt TEXT, or join it."
  (ampd-session-request
   (ampd-method session/execute) `(:prompt ,text :turnId ,turn-id)
   (lambda (result)
     (ampd-send--tell-stop (ampd-get result :stopReason))
     (ampd-send--over turn-id))
   (lambda (failure)
     (cond ((equal (ampd-get failure :kind) (ampd-kind session-busy))
            (ampd-send-queued text))
           ;; ampd was gone before it could answer what it had done.
           ((equal turn-id (ampd-session-completed-turn ampd-session)))
           (t
            (ampd-send--over turn-id)
            (ampd-send--failed failure text)))))
  (setf (ampd-session-turn-id ampd-session) turn-id)
  (ampd-session-set 'running))

(defun ampd-send--over (turn-id)
  "The turn TURN-ID is over, whether or not events said so."
  (when (and (ampd-session-busy-p)
             (equal turn-id (ampd-session-turn-id ampd-session)))
    (ampd-session-set 'idle)
    (run-hooks 'ampd-turn-end-hook)))

(defun ampd-send--tell-stop (reason)
  "Tell that the turn ended for REASON, where that is not the usual one."
  (pcase reason
    ("end_turn")
    ("cancelled" (ampd-transcript-note "The turn was cancelled."))
    ("max_tokens" (ampd-transcript-note "The answer was cut off: the model's limit of \
tokens was reached." 'ampd-question))
    ("max_iterations" (ampd-transcript-note "The turn was cut off: the limit of steps was \
reached." 'ampd-question))
    (_ (ampd-transcript-note (format "The turn ended: %s." reason) 'ampd-question))))

(defun ampd-send--failed (failure text)
  "Show FAILURE, and make TEXT the draft again where it was not said yet."
  (unless (ampd-send--is-the-end-p failure)
    (ampd-transcript-note (ampd-server-error-text failure) 'ampd-failed)
    (when (equal (ampd-get failure :kind) (ampd-kind session-not-live))
      (run-hooks 'ampd-send-lost-hook)))
  (ampd-send-give-back text))

(defun ampd-send--is-the-end-p (failure)
  "Whether FAILURE is that ampd has ended, which is told to all chats at once."
  (eq failure (ampd-rpc-ended (ampd-session-connection ampd-session))))

(defun ampd-send-give-back (text)
  "Make TEXT the draft, unless another one was begun."
  (when (string-blank-p (ampd-render-draft))
    (ampd-render-set-draft (ampd-text-of-prompt text))))

(defun ampd-send--queue-changed (result)
  "Show RESULT, which has what is queued."
  (setf (ampd-session-queue ampd-session) (ampd-get result :entries)
        (ampd-session-held ampd-session) (ampd-get result :held))
  (force-mode-line-update))

(defun ampd-send-tell-held ()
  "Tell that what is queued waits for the user."
  (ampd-transcript-note "Prompts wait, and are not run by themselves now.")
  (ampd-transcript-buttons
   (cons "Run them" (lambda () (ampd-send-queue "run")))
   (cons "Drop them" (lambda () (ampd-send-queue "clear")))))

(provide 'ampd-send)
;;; ampd-send.el ends here
