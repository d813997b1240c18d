;;; forms.el --- Forms that a server wants filled in  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defvar ampd-test-sent nil)

(defmacro ampd-test-with-form (params &rest body)
  "Run BODY in a chat that was asked for input with PARAMS."
  (declare (indent 1))
  `(ampd-test-with-chat '("ok")
     (let ((ampd-test-sent nil)
           (browsed nil))
       (cl-letf (((symbol-function 'ampd-wire-send)
                  (lambda (_ message) (push message ampd-test-sent))))
         (ampd-rpc-receive
          (ampd-server-rpc ampd-server--current)
          (list :method "input/request" :id "form"
                :params (append (list :inputId "i" :sessionId (ampd-session-id ampd-session)) ,params)))
         ,@body))))

(defun ampd-test-push (label)
  "Push the button LABEL."
  (goto-char (point-min))
  (search-forward (format "[%s]" label))
  (backward-char 2)
  (ampd-chat-return))

(ert-deftest ampd-a-form-is-filled-in ()
  (ampd-test-with-form
      '(:source "github" :message "Who are you?"
        :requestedSchema (:type "object" :required ["name"]
                 :properties (:name (:type "string" :title "Name")
                              :age (:type "integer") :nick (:type "string")
                              :color (:type "string" :oneOf [(:const "r" :title "red")
                                                       (:const "b" :title "blue")])
                              :ok (:type "boolean"))))
    (should (ampd-test-shows "github asks you\n  Who are you\\?"))
    (let ((typed '("" "Ada" "x" "36" "")))
      (cl-letf (((symbol-function 'read-string) (lambda (&rest _) (pop typed)))
                ((symbol-function 'completing-read) (lambda (&rest _) "blue"))
                ((symbol-function 'y-or-n-p) #'ignore))
        (ampd-test-push "Fill it in")))
    (should (equal (ampd-get (car ampd-test-sent) :result)
                   '(:action "accept"
                     :content (:name "Ada" :age 36 :color "b" :ok :false))))
    (should (ampd-test-shows "Answered: github asks you"))))

(ert-deftest ampd-a-form-can-be-declined ()
  (ampd-test-with-form '(:source "github" :message "Who?")
    (ampd-test-push "Decline")
    (should (equal (ampd-get (car ampd-test-sent) :result) '(:action "decline")))))

(ert-deftest ampd-a-form-that-is-settled-elsewhere-is-withdrawn ()
  (ampd-test-with-form '(:source "github" :message "Who?" :problem "name is missing")
    (should (ampd-test-shows "name is missing\n  Who\\?"))
    (should (ampd-session-questions ampd-session))
    (ampd-rpc-receive
     (ampd-server-rpc ampd-server--current)
     (list :method "input/resolved"
           :params (list :inputId "i" :sessionId (ampd-session-id ampd-session)
                         :action "accept" :reason "answered")))
    (should-not (ampd-session-questions ampd-session))
    (should (ampd-test-shows "answered elsewhere: accept: github asks you"))))

(ert-deftest ampd-an-address-is-shown-and-opened ()
  (ampd-test-with-form '(:source "github" :message "Sign in." :url "https://example.com/x")
    (should (ampd-test-shows "https://example.com/x"))
    (cl-letf (((symbol-function 'browse-url) (lambda (url &rest _) (setq browsed url))))
      (ampd-test-push "Open it"))
    (should (equal browsed "https://example.com/x"))
    (should (equal (ampd-get (car ampd-test-sent) :result) '(:action "accept")))))

;;; forms.el ends here
