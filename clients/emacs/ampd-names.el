;;; ampd-names.el --- Names of the protocol, checked when compiled  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; `ampd-method', `ampd-event' and `ampd-kind' turn a name into its string, and
;; refuse to compile when the generated table does not have it.

;;; Code:

(require 'ampd-protocol)

(eval-and-compile
  (defun ampd-names--checked (name table what)
    "Answer the string of the symbol NAME, which TABLE must have as a WHAT."
    (let ((text (symbol-name name)))
      (unless (member text table)
        (error "The protocol has no %s \"%s\"" what text))
      text)))

(defmacro ampd-method (name)
  "Answer the string of the message NAME, an unquoted symbol."
  (ampd-names--checked name ampd-protocol-methods "message"))

(defmacro ampd-event (name)
  "Answer the string of the event NAME, an unquoted symbol."
  (ampd-names--checked name ampd-protocol-events "event"))

(defmacro ampd-kind (name)
  "Answer the string of the kind of error NAME, an unquoted symbol."
  (ampd-names--checked name (mapcar #'car ampd-protocol-errors) "kind of error"))

(defmacro ampd-error-code (name)
  "Answer the code of the kind of error NAME, an unquoted symbol."
  (nth 1 (assoc (ampd-names--checked name (mapcar #'car ampd-protocol-errors)
                                     "kind of error")
                ampd-protocol-errors)))

(provide 'ampd-names)
;;; ampd-names.el ends here
