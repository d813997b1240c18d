;;; ampd-wire.el --- Messages to and from a process, one JSON a line  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The process filter cuts lines and queues them, and does nothing else; one
;; timer drains the queue for a few milliseconds at a time, so that keys are
;; never waited for.  When the queue is full, the process is not read.  This
;; file knows nothing of JSON-RPC.

;;; Code:

(require 'cl-lib)
(require 'ampd-json)

(defconst ampd-wire--max-line-bytes (* 64 1024 1024)
  "The server's own limit for a message, doubled.")
(defconst ampd-wire--max-queued 4000
  "Lines that may wait before the process is not read any more.")
(defconst ampd-wire--max-unsent 4000
  "Lines that may wait for a process that was stopped; later ones are dropped.")
(defconst ampd-wire--slice-seconds 0.03
  "How long Emacs is busy with messages before it looks for keys.")
(defconst ampd-wire--pause-seconds 0.005
  "How long Emacs is free for other things between two slices.")

(defvar ampd-wire-traffic-functions nil
  "Called with `in' or `out' and each line, a string of bytes.")
(defvar ampd-wire-batch-hook nil
  "Run after each slice of messages, to show what they brought.")

(cl-defstruct (ampd-wire (:copier nil))
  process on-message on-fault
  (open-from 1)
  newest oldest
  (count 0)
  unsent
  timer draining paused)

(defun ampd-wire-attach (process on-message on-fault)
  "Read messages from PROCESS, and answer the wire.
ON-MESSAGE is called with each message.  ON-FAULT is called with a text when
what came cannot be the protocol."
  (let ((wire (make-ampd-wire :process process :on-message on-message
                              :on-fault on-fault)))
    (process-put process 'ampd-wire wire)
    (with-current-buffer (process-buffer process)
      (set-buffer-multibyte nil)
      (buffer-disable-undo))
    (set-process-coding-system process 'binary 'binary)
    (set-process-filter process #'ampd-wire--filter)
    wire))

(defun ampd-wire-send (wire message)
  "Send MESSAGE, a plist, over WIRE.  What cannot be written any more is dropped."
  (let ((line (ampd-json-text message)))
    (run-hook-with-args 'ampd-wire-traffic-functions 'out line)
    (when (< (length (ampd-wire-unsent wire)) ampd-wire--max-unsent)
      (setf (ampd-wire-unsent wire) (append (ampd-wire-unsent wire) (list line))))
    (ampd-wire-go-on wire)))

(defun ampd-wire-go-on (wire)
  "Write what has not been sent over WIRE yet.
Emacs writes nothing to a process that a signal has stopped; whoever hears that
it runs again calls this."
  (let ((process (ampd-wire-process wire))
        (stopped nil))
    (while (and (not stopped) (ampd-wire-unsent wire))
      (let ((line (pop (ampd-wire-unsent wire))))
        ;; That the pipe is broken is told by the process's end, which knows why.
        (condition-case nil
            (process-send-string process (concat line "\n"))
          (error
           (when (setq stopped (eq (process-status process) 'stop))
             (push line (ampd-wire-unsent wire)))))))))

(defun ampd-wire-drain-all (wire)
  "Handle everything that waits in WIRE, for it has ended."
  (unless (ampd-wire-draining wire)
    (while (ampd-wire--pending-p wire)
      (ampd-wire--slice wire most-positive-fixnum))))

(defun ampd-wire--filter (process chunk)
  "Queue the lines that CHUNK, from PROCESS, completes."
  (when (buffer-live-p (process-buffer process))
    (let ((wire (process-get process 'ampd-wire)))
      (with-current-buffer (process-buffer process)
        (goto-char (point-max))
        (insert chunk)
        (goto-char (ampd-wire-open-from wire))
        (ampd-wire--cut wire)
        (setf (ampd-wire-open-from wire) (point-max))
        (when (> (buffer-size) ampd-wire--max-line-bytes)
          (erase-buffer)
          (setf (ampd-wire-open-from wire) 1)
          (funcall (ampd-wire-on-fault wire) "a line is longer than any message")))
      (ampd-wire--schedule wire)
      (when (> (ampd-wire-count wire) ampd-wire--max-queued)
        (setf (ampd-wire-paused wire) t)
        (set-process-filter process t)))))

(defun ampd-wire--cut (wire)
  "Move whole lines from the current buffer to the queue of WIRE."
  (let ((start (point-min)))
    (while (search-forward "\n" nil t)
      (unless (= start (1- (point)))
        (push (buffer-substring-no-properties start (1- (point)))
              (ampd-wire-newest wire))
        (cl-incf (ampd-wire-count wire)))
      (setq start (point)))
    (delete-region (point-min) start)))

(defun ampd-wire--pending-p (wire)
  "Whether lines wait in WIRE."
  (> (ampd-wire-count wire) 0))

(defun ampd-wire--schedule (wire)
  "See to it that what waits in WIRE is handled soon."
  (when (and (ampd-wire--pending-p wire) (not (ampd-wire-timer wire)))
    (setf (ampd-wire-timer wire)
          (run-at-time ampd-wire--pause-seconds nil #'ampd-wire--tick wire))))

(defun ampd-wire--tick (wire)
  "Handle a slice of what waits in WIRE, and come back for the rest."
  (setf (ampd-wire-timer wire) nil)
  ;; Sending can run timers; messages stay in their order.
  (unless (ampd-wire-draining wire)
    (ampd-wire--slice wire ampd-wire--slice-seconds)
    (ampd-wire--resume wire))
  (ampd-wire--schedule wire))

(defun ampd-wire--slice (wire seconds)
  "Handle messages of WIRE for SECONDS, at least one."
  (setf (ampd-wire-draining wire) t)
  (unwind-protect
      (let ((deadline (+ (float-time) seconds))
            (go-on t))
        (while (and go-on (ampd-wire--pending-p wire))
          (ampd-wire--handle wire (ampd-wire--next wire))
          (setq go-on (and (< (float-time) deadline) (not (input-pending-p))))))
    (setf (ampd-wire-draining wire) nil)
    (run-hooks 'ampd-wire-batch-hook)))

(defun ampd-wire--next (wire)
  "Take the oldest line out of WIRE."
  (unless (ampd-wire-oldest wire)
    (setf (ampd-wire-oldest wire) (nreverse (ampd-wire-newest wire))
          (ampd-wire-newest wire) nil))
  (cl-decf (ampd-wire-count wire))
  (pop (ampd-wire-oldest wire)))

(defun ampd-wire--handle (wire line)
  "Give the message of LINE to the receiver of WIRE."
  (run-hook-with-args 'ampd-wire-traffic-functions 'in line)
  (condition-case failure
      (let ((message (ampd-json-parse line)))
        (dolist (one (if (vectorp message) (append message nil) (list message)))
          (funcall (ampd-wire-on-message wire) one)))
    (json-error
     (funcall (ampd-wire-on-fault wire)
              (format "not JSON (%s): %s" (error-message-string failure)
                      (truncate-string-to-width line 200))))))

(defun ampd-wire--resume (wire)
  "Read the process of WIRE again when there is room."
  (when (and (ampd-wire-paused wire)
             (< (ampd-wire-count wire) (/ ampd-wire--max-queued 4)))
    (setf (ampd-wire-paused wire) nil)
    (when (process-live-p (ampd-wire-process wire))
      (set-process-filter (ampd-wire-process wire) #'ampd-wire--filter))))

(provide 'ampd-wire)
;;; ampd-wire.el ends here
