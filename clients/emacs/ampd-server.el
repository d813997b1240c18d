;;; ampd-server.el --- The one ampd that serves this Emacs  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Starts ampd when something is first asked of it, without waiting: requests
;; are sent behind `initialize' at once.  ampd leaves with its stdin, so it
;; never outlives Emacs, however that ends.

;;; Code:

(require 'ampd-locate)
(require 'ampd-rpc)
(require 'ampd-stderr)

(defconst ampd-server--start-seconds 30
  "How long the answer to `initialize' may take.")
(defconst ampd-server--last-words-seconds 1
  "How long what ampd wrote last may take to arrive once it has ended.")

(defvar ampd-server-started-hook nil
  "Run when ampd was started, before anything is asked of it.")
(defvar ampd-server-ended-functions nil
  "Called with the connection and the reason, an error, when ampd is gone.")

(cl-defstruct (ampd-server (:copier nil))
  process stderr rpc timer info stopping)

(defvar ampd-server--current nil
  "The `ampd-server' that runs, if one does.")

(defun ampd-server-live-p ()
  "Whether ampd is running."
  (and ampd-server--current
       (process-live-p (ampd-server-process ampd-server--current))
       t))

(defun ampd-server-pid ()
  "Answer the process id of the running ampd; nil without one."
  (when (ampd-server-live-p)
    (process-id (ampd-server-process ampd-server--current))))

(defun ampd-server-connection ()
  "Answer the connection to the ampd that was started last, if one was."
  (and ampd-server--current (ampd-server-rpc ampd-server--current)))

(defun ampd-server-request (method params on-result &optional on-error)
  "Ask ampd METHOD with PARAMS, starting it where it does not run.
ON-RESULT and ON-ERROR are as for `ampd-rpc-request', whose id is answered."
  (ampd-rpc-request (ampd-server--rpc) method params on-result on-error))

(defun ampd-server-stop ()
  "Say goodbye to ampd, which then ends by itself."
  (when-let ((server (and (ampd-server-live-p) ampd-server--current)))
    (setf (ampd-server-stopping server) t)
    (let ((rpc (ampd-server-rpc server))
          (close (lambda (&rest _)
                   (when (process-live-p (ampd-server-process server))
                     (process-send-eof (ampd-server-process server))))))
      (ampd-rpc-request rpc (ampd-method shutdown) nil
                        (lambda (_)
                          (ampd-rpc-notify rpc (ampd-method exit) nil)
                          (funcall close))
                        close))))

(defun ampd-server-error-text (failure)
  "Answer FAILURE, an error, as a sentence for people, with its hint."
  (let ((hint (ampd-get failure :hint))
        (kind (ampd-get failure :kind)))
    (concat (ampd-get failure :message)
            (when kind (format " (%s)" kind))
            (mapconcat (lambda (problem)
                         (format "\n  %s: %s" (ampd-get problem :path)
                                 (ampd-get problem :message)))
                       (ampd-get failure :problems) "")
            (when hint (format "\n  %s" hint)))))

(defun ampd-server--rpc ()
  "Answer the connection to ampd; start it where it does not run."
  (unless (ampd-server-live-p)
    (ampd-server--start))
  (ampd-server-rpc ampd-server--current))

(defun ampd-server--start ()
  "Start ampd and initialize the connection, without waiting for it."
  (let* ((command (ampd-locate-command))
         (server (make-ampd-server))
         (rpc (make-ampd-rpc :on-fault #'ampd-server--fault)))
    (setf (ampd-server-rpc server) rpc
          (ampd-server-stderr server)
          (ampd-stderr-pipe (lambda () (ampd-server--buried server)))
          (ampd-server-process server) (ampd-server--spawn server command)
          (ampd-rpc-wire rpc)
          (ampd-wire-attach (ampd-server-process server)
                            (lambda (message) (ampd-rpc-receive rpc message))
                            #'ampd-server--fault)
          ampd-server--current server)
    (ampd-server--initialize server)
    (run-hooks 'ampd-server-started-hook)))

(defun ampd-server--spawn (server command)
  "Start COMMAND for SERVER and answer the process."
  ;; The project may be on another machine, or gone.
  (let ((default-directory (file-name-as-directory temporary-file-directory))
        (process-adaptive-read-buffering nil))
    (make-process
     :name "ampd" :buffer (generate-new-buffer " *ampd wire*" t)
     :command command :connection-type 'pipe :noquery t
     :stderr (ampd-server-stderr server)
     :sentinel (lambda (process _event)
                 (if (process-live-p process)
                     (ampd-wire-go-on (ampd-rpc-wire (ampd-server-rpc server)))
                   (ampd-server--died server))))))

(defun ampd-server--initialize (server)
  "Open the conversation with SERVER."
  (setf (ampd-server-timer server)
        (run-at-time ampd-server--start-seconds nil
                     #'ampd-server--too-slow server))
  (let ((rpc (ampd-server-rpc server)))
    (ampd-rpc-request
     rpc (ampd-method initialize)
     `(:protocolVersions ,(vconcat ampd-protocol-versions)
       :clientInfo (:name "ampd.el" :version "0.1.0"
                    :title ,(format "Emacs %s" emacs-version))
       :processId ,(emacs-pid)
       :capabilities (:approvals nil :input nil :display nil :tools nil :hooks nil)
       :events (:optOut [,(ampd-event thinking:delta)]))
     (lambda (result)
       (cancel-timer (ampd-server-timer server))
       (setf (ampd-server-info server) result))
     (lambda (failure)
       (ampd-server--give-up server (ampd-server-error-text failure))))
    (ampd-rpc-notify rpc (ampd-method initialized) nil)))

(defun ampd-server--too-slow (server)
  "SERVER has not answered in time."
  (ampd-server--give-up server "ampd did not answer `initialize' in time"))

(defun ampd-server--give-up (server why)
  "End SERVER for the reason WHY."
  (let ((process (ampd-server-process server)))
    (ampd-rpc-end (ampd-server-rpc server)
                  `(:message ,why :kind ,(ampd-kind timeout)))
    (when (process-live-p process)
      (kill-process process))))

(defun ampd-server--died (server)
  "SERVER's process has ended; its last words may still be under way."
  (let ((wire (ampd-rpc-wire (ampd-server-rpc server))))
    (cancel-timer (ampd-server-timer server))
    (ampd-wire-drain-all wire)
    (if (process-live-p (ampd-server-stderr server))
        (run-at-time ampd-server--last-words-seconds nil
                     #'ampd-server--buried server)
      (ampd-server--buried server))))

(defun ampd-server--buried (server)
  "Tell everybody once that SERVER is gone, and why."
  (let ((process (ampd-server-process server)))
    (when (and process (not (process-live-p process))
               (not (process-get process 'ampd-buried)))
      (process-put process 'ampd-buried t)
      (delete-process (ampd-server-stderr server))
      (when (buffer-live-p (process-buffer process))
        (kill-buffer (process-buffer process)))
      (let ((reason (or (ampd-rpc-ended (ampd-server-rpc server))
                        (ampd-server--obituary server))))
        (ampd-rpc-end (ampd-server-rpc server) reason)
        (run-hook-with-args 'ampd-server-ended-functions
                            (ampd-server-rpc server) reason)))))

(defun ampd-server--obituary (server)
  "Answer the error about how SERVER has ended."
  (let* ((process (ampd-server-process server))
         (tail (ampd-stderr-tail (ampd-server-stderr server)))
         (how (if (eq (process-status process) 'signal) "by signal" "with exit code")))
    (if (ampd-server-stopping server)
        '(:message "ampd was stopped" :kind "connection-closed")
      `(:message ,(format "ampd ended %s %s%s" how (process-exit-status process)
                          (if tail (format "; its last lines:\n%s" tail) ""))
        :kind "process-died"))))

(defun ampd-server--fault (text)
  "Tell TEXT, a fault that is nobody's answer."
  (message "ampd: %s" text))

(provide 'ampd-server)
;;; ampd-server.el ends here
