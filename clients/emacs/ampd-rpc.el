;;; ampd-rpc.el --- Requests both ways, answered whenever it suits  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; JSON-RPC 2.0 over a wire.  A request of the server's may be answered later:
;; its handler gets an `ampd-ask' and answers that when a person has decided.
;; Nothing here waits.

;;; Code:

(require 'cl-lib)
(require 'ampd-json)
(require 'ampd-names)
(require 'ampd-wire)

(cl-defstruct (ampd-rpc (:copier nil))
  wire on-fault
  (last-id 0)
  (pending (make-hash-table :test #'eql))
  (asked (make-hash-table :test #'equal))
  ended)

(cl-defstruct (ampd-ask (:copier nil))
  "A request of the server's that waits for its answer."
  rpc id method params answered on-withdrawn)

(defvar ampd-rpc--handlers (make-hash-table :test #'equal)
  "Functions by the method of the request or notification that they take.")

(defmacro ampd-rpc-define-handler (method arguments &rest body)
  "Take messages named METHOD, an unquoted symbol, with BODY.
ARGUMENTS are one for the params and, where it is a request, one for the
`ampd-ask' that has to be answered."
  (declare (indent 2) (doc-string 3))
  `(puthash (ampd-method ,method)
            (lambda ,(append arguments (unless (cdr arguments) '(&rest _))) ,@body)
            ampd-rpc--handlers))

(defun ampd-rpc-request (rpc method params on-result &optional on-error)
  "Send METHOD with PARAMS over RPC and answer the request's id.
ON-RESULT is called with the result, or ON-ERROR with an error: a plist of
:message, :kind and whatever the server says of it."
  (let ((id (cl-incf (ampd-rpc-last-id rpc))))
    (if-let ((reason (ampd-rpc-ended rpc)))
        (run-at-time 0 nil #'ampd-rpc--fail on-error reason)
      (puthash id (cons on-result on-error) (ampd-rpc-pending rpc))
      (ampd-wire-send (ampd-rpc-wire rpc)
                      `(:jsonrpc "2.0" :id ,id :method ,method :params ,params)))
    id))

(defun ampd-rpc-notify (rpc method params)
  "Send the notification METHOD with PARAMS over RPC."
  (unless (ampd-rpc-ended rpc)
    (ampd-wire-send (ampd-rpc-wire rpc)
                    `(:jsonrpc "2.0" :method ,method :params ,params))))

(defun ampd-rpc-answer (ask result)
  "Answer ASK with RESULT, unless it was answered or withdrawn."
  (ampd-rpc--reply ask :result result))

(defun ampd-rpc-refuse (ask code message)
  "Answer ASK with an error of CODE and MESSAGE."
  (ampd-rpc--reply ask :error `(:code ,code :message ,message)))

(defun ampd-rpc-end (rpc reason)
  "Fail everything that waits in RPC with REASON, an error; nothing more is sent."
  (unless (ampd-rpc-ended rpc)
    (setf (ampd-rpc-ended rpc) reason)
    (let ((waiting (hash-table-values (ampd-rpc-pending rpc)))
          (asked (hash-table-values (ampd-rpc-asked rpc))))
      (clrhash (ampd-rpc-pending rpc))
      (clrhash (ampd-rpc-asked rpc))
      (dolist (one waiting)
        (ampd-rpc--guarded rpc #'ampd-rpc--fail (cdr one) reason))
      (dolist (ask asked)
        (ampd-rpc--withdraw ask)))))

(defun ampd-rpc-receive (rpc message)
  "Take MESSAGE, which came over RPC."
  (let ((id (plist-get message :id))
        (method (plist-get message :method)))
    (cond ((null method) (ampd-rpc--settle rpc id message))
          (id (ampd-rpc--asked rpc id method (plist-get message :params)))
          ((equal method (ampd-method $/cancelRequest))
           (ampd-rpc--cancelled rpc (ampd-get message :params :id)))
          (t (when-let ((handler (gethash method ampd-rpc--handlers)))
               (ampd-rpc--guarded rpc handler (plist-get message :params)))))))

(defun ampd-rpc--settle (rpc id message)
  "Give MESSAGE, the answer to ID, to whoever waits for it in RPC."
  (when-let ((waiting (gethash id (ampd-rpc-pending rpc))))
    (remhash id (ampd-rpc-pending rpc))
    (let ((failure (ampd-get message :error)))
      (if failure
          (ampd-rpc--guarded rpc #'ampd-rpc--fail (cdr waiting)
                             (ampd-rpc--error-of failure))
        (ampd-rpc--guarded rpc (car waiting) (plist-get message :result))))))

(defun ampd-rpc--error-of (failure)
  "Answer FAILURE, an error of the wire, as a plist with its data on top."
  (append (list :message (ampd-get failure :message))
          (ampd-get failure :data)))

(defun ampd-rpc--asked (rpc id method params)
  "Run the handler of METHOD with PARAMS for the request ID of RPC."
  (let ((handler (gethash method ampd-rpc--handlers))
        (ask (make-ampd-ask :rpc rpc :id id :method method :params params)))
    (puthash id ask (ampd-rpc-asked rpc))
    (if (null handler)
        (ampd-rpc-refuse ask (ampd-error-code method-not-found)
                         (format "Emacs does not answer %s." method))
      (condition-case failure
          (funcall handler params ask)
        (error
         ;; Nothing that is on the screen already asks for an answer in vain.
         (ampd-rpc--withdraw ask)
         (ampd-rpc-refuse ask (ampd-error-code internal)
                          (error-message-string failure))
         (funcall (ampd-rpc-on-fault rpc)
                  (format "%s: %s" method (error-message-string failure))))))))

(defun ampd-rpc--cancelled (rpc id)
  "The server does not want the answer to ID of RPC any more."
  (when-let ((ask (gethash id (ampd-rpc-asked rpc))))
    (ampd-rpc--withdraw ask)
    (ampd-rpc-refuse ask (ampd-error-code cancelled) "It was withdrawn.")))

(defun ampd-rpc--withdraw (ask)
  "Tell whoever is to answer ASK that nobody waits for it."
  (when (and (ampd-ask-on-withdrawn ask) (not (ampd-ask-answered ask)))
    (ampd-rpc--guarded (ampd-ask-rpc ask) (ampd-ask-on-withdrawn ask))))

(defun ampd-rpc--reply (ask key value)
  "Send VALUE under KEY as the answer to ASK, once."
  (unless (ampd-ask-answered ask)
    (setf (ampd-ask-answered ask) t)
    (let ((rpc (ampd-ask-rpc ask)))
      (remhash (ampd-ask-id ask) (ampd-rpc-asked rpc))
      (unless (ampd-rpc-ended rpc)
        (ampd-wire-send (ampd-rpc-wire rpc)
                        `(:jsonrpc "2.0" :id ,(ampd-ask-id ask) ,key ,value))))))

(defun ampd-rpc--fail (on-error reason)
  "Call ON-ERROR with REASON, or show it where nobody else would."
  (if on-error
      (funcall on-error reason)
    (message "ampd: %s" (plist-get reason :message))))

(defun ampd-rpc--guarded (rpc function &rest arguments)
  "Call FUNCTION with ARGUMENTS; a fault of it is told to RPC alone."
  (condition-case failure
      (apply function arguments)
    (error (funcall (ampd-rpc-on-fault rpc) (error-message-string failure)))))

(provide 'ampd-rpc)
;;; ampd-rpc.el ends here
