;;; ampd-json.el --- JSON as ampd's clients need it  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Objects are plists, arrays are vectors, null is `:null' and false is
;; `:false', so that what was read can be written again as it was.  What
;; Emacs's own reader and writer refuse (lone surrogates, raw bytes) becomes
;; the replacement character.

;;; Code:

(require 'json)

(defconst ampd-json--lone-surrogate
  (concat "\\\\u[dD][89aAbB][0-9a-fA-F]\\{2\\}\\(\\\\u[dD][c-fC-F][0-9a-fA-F]\\{2\\}\\)"
          "\\|\\\\u[dD][89a-fA-F][0-9a-fA-F]\\{2\\}")
  "Matches escapes of surrogates; the first group is there when they are a pair.")

(defun ampd-json-parse (line)
  "Answer the value of LINE, a string of bytes.  Signal `json-error'."
  (let ((text (decode-coding-string line 'utf-8-unix)))
    (condition-case nil
        (ampd-json--parse text)
      (json-error (ampd-json--parse (ampd-json--without-surrogates text))))))

(defun ampd-json-text (value)
  "Answer VALUE as JSON, a string of bytes."
  (condition-case nil
      (ampd-json--serialize value)
    (wrong-type-argument (ampd-json--serialize (ampd-json--clean value)))))

(defun ampd-json-pretty (value)
  "Answer VALUE as indented JSON for people."
  (with-temp-buffer
    (insert (decode-coding-string (ampd-json-text value) 'utf-8))
    (let ((json-null :json-null))
      (json-pretty-print-buffer))
    (buffer-string)))

(defun ampd-get (value &rest keys)
  "Answer what is in VALUE at the path of KEYS; nil for null, false and nothing."
  (while (and keys value)
    (setq value (and (listp value) (plist-get value (pop keys)))))
  (unless (memq value '(:null :false)) value))

(defun ampd-json--parse (text)
  "Parse TEXT."
  (json-parse-string text :object-type 'plist :array-type 'array
                     :null-object :null :false-object :false))

(defun ampd-json--serialize (value)
  "Serialize VALUE."
  (json-serialize value :null-object :null :false-object :false))

(defun ampd-json--without-surrogates (text)
  "Answer TEXT with lone surrogates replaced."
  (replace-regexp-in-string
   ampd-json--lone-surrogate
   (lambda (match) (if (> (length match) 6) match "\\ufffd"))
   text t t))

(defun ampd-json--clean (value)
  "Answer VALUE with every character that JSON cannot have replaced."
  (cond ((stringp value)
         (concat (mapcar (lambda (char)
                           (if (or (<= #xd800 char #xdfff) (> char #x10ffff))
                               #xfffd
                             char))
                         (string-to-multibyte value))))
        ((vectorp value) (vconcat (mapcar #'ampd-json--clean value)))
        ((consp value) (mapcar #'ampd-json--clean value))
        (t value)))

(provide 'ampd-json)
;;; ampd-json.el ends here
