;;; ampd-events.el --- Events of a session, as they are shown  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; One handler an event, run in the chat buffer.  What streams is only gathered
;; here; the wire's batch hook shows it.

;;; Code:

(require 'ampd-reload)
(require 'ampd-rpc)
(require 'ampd-send)
(require 'ampd-session)
(require 'ampd-transcript)

(defvar ampd-events--handlers (make-hash-table :test #'equal)
  "Functions by the event that they show.")
(defvar ampd-events--touched nil
  "Chat buffers in which something waits to be shown.")
(defvar-local ampd-events--received nil
  "Characters that came of each block that streams, by the block's key.")

(defmacro ampd-events-define (event arguments &rest body)
  "Show EVENT, an unquoted symbol, by BODY, run in the chat buffer.
ARGUMENTS is the name of the event's data."
  (declare (indent 2))
  `(puthash (ampd-event ,event) (lambda ,arguments ,@body) ampd-events--handlers))

(ampd-rpc-define-handler session/event (params)
  (when-let ((buffer (ampd-events--buffer params)))
    (with-current-buffer buffer
      (let ((event (ampd-get params :event))
            (data (plist-get params :data)))
        (if (equal (ampd-get params :sessionId) (ampd-session-id ampd-session))
            (ampd-events--apply event data)
          (ampd-events--apply-to-child event data))))))

(defun ampd-events-flush ()
  "Show what was gathered."
  (dolist (buffer (prog1 ampd-events--touched (setq ampd-events--touched nil)))
    (when (buffer-live-p buffer)
      (with-current-buffer buffer
        (ampd-transcript-flush)))))

(add-hook 'ampd-wire-batch-hook #'ampd-events-flush)

(defun ampd-events--buffer (params)
  "Answer the chat buffer for the event of PARAMS, a sub-session's too."
  (let ((id (ampd-get params :sessionId))
        (parent (ampd-get params :parentId)))
    (or (ampd-session-buffer id)
        (when-let ((buffer (and parent (ampd-session-buffer parent))))
          (ampd-session-adopt id buffer)
          buffer))))

(defun ampd-events--apply (event data)
  "Show EVENT with DATA in the current chat buffer."
  (when-let ((handler (gethash event ampd-events--handlers)))
    (cl-pushnew (current-buffer) ampd-events--touched)
    (funcall handler data)))

(defun ampd-events--apply-to-child (event data)
  "Show EVENT with DATA, of a sub-session, in a line at most."
  (when (equal event (ampd-event tool:pre))
    (ampd-transcript-note
     (concat "  " (ampd-text-glyph ?↳ "|") " "
             (ampd-transcript-call-title (ampd-get data :tool_name)
                                         (ampd-get data :tool_input)))))
  (when (equal event (ampd-event artifact:write))
    (ampd-reload-file (ampd-get data :path))))

(ampd-events-define prompt:submit (data)
  (setf (ampd-session-turn-id ampd-session) (ampd-get data :turn_id)
        (ampd-session-queue ampd-session)
        (remove (ampd-get data :turn_id) (ampd-session-queue ampd-session)))
  (ampd-transcript-prompt (ampd-text-of-prompt (ampd-get data :prompt)))
  (ampd-session-set 'running)
  (ampd-send-join (ampd-get data :turn_id)))

(ampd-events-define prompt:complete (data)
  (ampd-transcript-pause)
  (setf (ampd-session-completed-turn ampd-session) (ampd-session-turn-id ampd-session)
        (ampd-session-usage ampd-session) (ampd-get data :usage)))

(ampd-events-define execution:end (_data)
  (ampd-transcript-pause)
  ;; Of a turn that was cancelled not every block has ended.
  (setq ampd-events--received nil)
  (ampd-reload-project (ampd-session-cwd ampd-session))
  (ampd-session-set 'idle)
  (run-hooks 'ampd-turn-end-hook))

(ampd-events-define provider:request (data)
  (setf (ampd-session-activity ampd-session) "thinking")
  (when-let ((model (ampd-get data :model)))
    (setf (ampd-session-model ampd-session) model))
  (force-mode-line-update))

(ampd-events-define provider:response (data)
  (setf (ampd-session-model ampd-session) (ampd-get data :model)
        (ampd-session-usage ampd-session) (ampd-get data :usage))
  (force-mode-line-update))

(ampd-events-define provider:retry (data)
  (ampd-transcript-note
   (format "%s; trying again in %d s" (ampd-get data :error :message)
           (ceiling (/ (or (ampd-get data :delay_ms) 0) 1000.0)))))

(ampd-events-define content_block:start (data)
  (ampd-events--forget data)
  (when (equal (ampd-get data :block_type) "tool_call")
    (setf (ampd-session-activity ampd-session)
          (format "calling %s" (ampd-get data :name)))
    (force-mode-line-update)))

(ampd-events-define content_block:delta (data)
  (let ((text (ampd-get data :delta)))
    (pcase (ampd-get data :block_type)
      ("text"
       (ampd-events--count data (length text))
       (ampd-events--answer text))
      ("thinking"
       (ampd-events--count data (length text))
       (ampd-transcript-think text)))))

(ampd-events-define content_block:end (data)
  ;; Deltas from before this client was there are in the whole block.
  (let* ((block (ampd-get data :block))
         (text (or (ampd-get block :text) (ampd-get block :thinking) ""))
         (missing (substring text (min (ampd-events--count data 0) (length text)))))
    (unless (string-empty-p missing)
      (pcase (ampd-get data :block_type)
        ("text" (ampd-events--answer missing))
        ("thinking" (ampd-transcript-think missing)))))
  (ampd-events--forget data)
  (when (equal (ampd-get data :block_type) "thinking")
    (ampd-transcript-end-thought)))

(ampd-events-define tool:pre (data)
  (setf (ampd-session-activity ampd-session) (ampd-get data :tool_name))
  (force-mode-line-update)
  (ampd-events--tool data))

(ampd-events-define tool:output (data)
  (ampd-transcript-tool-output (ampd-get data :tool_call_id) (ampd-get data :text)))

(ampd-events-define tool:post (data)
  (let ((result (ampd-get data :result)))
    (ampd-transcript-tool-end
     (ampd-get data :tool_call_id)
     (string-join
      (delq nil (list (ampd-get result :error :message)
                      (ampd-transcript-output-text (plist-get result :output))))
      "\n")
     (not (ampd-get result :success)))))

(ampd-events-define tool:error (data)
  (let ((id (ampd-get data :tool_call_id)))
    (unless (ampd-transcript-tool-known-p id)
      (ampd-events--tool data))
    (ampd-transcript-tool-end id (or (ampd-get data :error :message) "") t)))

(ampd-events-define artifact:write (data)
  (ampd-reload-file (ampd-get data :path)))

(ampd-events-define orchestrator:steering_injected (data)
  (ampd-transcript-prompt (ampd-text-of-prompt (ampd-get data :prompt))))

(ampd-events-define session:queue (data)
  (setf (ampd-session-queue ampd-session) (ampd-get data :entry_ids)
        (ampd-session-held ampd-session) (ampd-get data :held))
  (force-mode-line-update)
  (when (equal (ampd-get data :action) "held")
    (ampd-send-tell-held)))

(ampd-events-define user:notification (data)
  (ampd-transcript-note (ampd-get data :message)))

(ampd-events-define session:repaired (data)
  (ampd-transcript-note (format "The session was mended: %s" (ampd-get data :action))))

(ampd-events-define session:configured (data)
  (setf (ampd-session-provider ampd-session) (ampd-get data :provider)
        (ampd-session-mode ampd-session) (ampd-get data :mode))
  (when-let ((model (ampd-get data :model)))
    (setf (ampd-session-model ampd-session) model))
  (when-let ((title (ampd-get data :title)))
    (setf (ampd-session-title ampd-session) title))
  (force-mode-line-update))

(defun ampd-events--tool (data)
  "Show the tool call of DATA."
  (ampd-transcript-tool (ampd-get data :tool_call_id) (ampd-get data :tool_name)
                        (ampd-get data :tool_input)))

(defun ampd-events--answer (text)
  "Add TEXT to the answer."
  (ampd-transcript-end-thought)
  (ampd-answer-add text))

(defun ampd-events--block-key (data)
  "Answer the identity of the block of DATA."
  (list (ampd-get data :request_id) (ampd-get data :block_index)))

(defun ampd-events--count (data more)
  "Count MORE characters of the block of DATA; answer how many came."
  (cl-incf (alist-get (ampd-events--block-key data) ampd-events--received 0 nil #'equal)
           more))

(defun ampd-events--forget (data)
  "Forget how many characters came of the block of DATA."
  (setf (alist-get (ampd-events--block-key data) ampd-events--received nil t #'equal)
        nil))

(provide 'ampd-events)
;;; ampd-events.el ends here
