;;; ampd-input.el --- Forms that a server wants filled in  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; `input/request': a question for the user that is more than yes or no.  It
;; stands in the transcript with buttons; the minibuffer is used only after one
;; was pushed.

;;; Code:

(require 'ampd-question)

(cl-defstruct (ampd-input (:include ampd-question) (:copier nil))
  "A form, or a page to open.")

(ampd-rpc-define-handler input/request (params ask)
  (let ((buffer (ampd-session-buffer (ampd-get params :sessionId))))
    (if (null buffer)
        (ampd-rpc-refuse ask (ampd-error-code session-not-found)
                         "No chat buffer shows this session.")
      (with-current-buffer buffer
        (ampd-input--ask params ask)))))

(ampd-rpc-define-handler input/resolved (params)
  (when-let ((input (ampd-question-find (ampd-get params :inputId))))
    (ampd-question-settle
     input (ampd-question-fate params (ampd-get params :action)))))

(defun ampd-input--ask (params ask)
  "Show what PARAMS ask for, and answer ASK when the user has."
  (let* ((name (ampd-text-one-line
                (format "%s asks you" (or (ampd-get params :source) "Somebody")) 80))
         (input (make-ampd-input :id (ampd-get params :inputId) :params params
                                 :ask ask :name name)))
    (ampd-question-show
     input (make-ampd-item :kind 'input :title name :body (ampd-input--text params)
                           :footer (lambda () (ampd-input--insert-choices input))))))

(defun ampd-input--text (params)
  "Answer what PARAMS ask, with the address that they lead to, if any."
  (mapconcat #'ampd-text-visible
             (delq nil (mapcar (lambda (key) (ampd-get params key))
                               '(:problem :message :url)))
             "\n"))

(defun ampd-input--insert-choices (input)
  "Insert a button for each answer that INPUT can have."
  (let ((item (ampd-input-item input)))
    (pcase-dolist (`(,label . ,action)
                   `((,(if (ampd-get (ampd-input-params input) :url) "Open it" "Fill it in")
                      . ampd-input--accept)
                     ("Decline" . ampd-input--decline)
                     ("Cancel" . ampd-input--cancel)))
      (ampd-item-insert-text item "\n  " 'default)
      (ampd-item-insert-button item (format "[%s]" label)
                               (lambda () (funcall action input))))))

(defun ampd-input--accept (input)
  "Let the user fill INPUT in, or open its address."
  (let* ((params (ampd-input-params input))
         (url (ampd-get params :url)))
    (if url
        (progn (browse-url url)
               (ampd-input--reply input "Opened" '(:action "accept")))
      (ampd-input--reply input "Answered"
                         `(:action "accept"
                           :content ,(ampd-input--read (ampd-get params :requestedSchema)))))))

(defun ampd-input--decline (input)
  "Answer no to INPUT."
  (ampd-input--reply input "Declined" '(:action "decline")))

(defun ampd-input--cancel (input)
  "Answer nothing to INPUT."
  (ampd-input--reply input "Cancelled" '(:action "cancel")))

(defun ampd-input--reply (input how result)
  "Answer INPUT by RESULT, and show HOW."
  (ampd-rpc-answer (ampd-input-ask input) result)
  (ampd-question-settle input how))

(defun ampd-input--read (schema)
  "Read from the user an object for SCHEMA, a plist of properties."
  (let ((required (append (ampd-get schema :required) nil))
        (properties (ampd-get schema :properties))
        (content nil))
    (while properties
      (let* ((key (pop properties))
             (property (pop properties))
             (name (substring (symbol-name key) 1))
             (value (ampd-input--read-one name property (and (member name required) t))))
        (unless (eq value 'left-out)
          (setq content (append content (list key value))))))
    content))

(defun ampd-input--read-one (name property required)
  "Read a value for PROPERTY, called NAME; `left-out' for none unless REQUIRED."
  (let ((prompt (ampd-input-prompt name property required))
        (choices (ampd-input--choices property))
        (default (ampd-get property :default)))
    (pcase (ampd-get property :type)
      ("array"
       (vconcat (mapcar (lambda (label) (ampd-input--meant label choices))
                        (completing-read-multiple prompt choices nil t))))
      ((guard choices)
       (ampd-input--meant (completing-read prompt choices nil t) choices))
      ("boolean" (if (y-or-n-p prompt) t :false))
      ((or "number" "integer")
       (ampd-input--read-number prompt required
                                (equal (ampd-get property :type) "integer")))
      (_ (ampd-input-read-text prompt required default)))))

(defun ampd-input--choices (property)
  "Answer what PROPERTY can be: conses of a label and a value; nil for anything."
  (let* ((property (or (ampd-get property :items) property))
         (values (append (ampd-get property :enum) nil))
         (names (append (ampd-get property :enumNames) nil)))
    (or (seq-map (lambda (one)
                   (cons (or (ampd-get one :title) (format "%s" (ampd-get one :const)))
                         (ampd-get one :const)))
                 (or (ampd-get property :oneOf) (ampd-get property :anyOf)))
        (seq-map-indexed (lambda (value index)
                           (cons (or (nth index names) (format "%s" value)) value))
                         values))))

(defun ampd-input--meant (label choices)
  "Answer the value that LABEL has among CHOICES; `left-out' for none."
  (if (assoc label choices)
      (cdr (assoc label choices))
    'left-out))

(defun ampd-input-prompt (name property required)
  "Answer the prompt for PROPERTY, called NAME, which may be REQUIRED."
  (format "%s%s%s: " (or (ampd-get property :title) name)
          (if-let ((about (ampd-get property :description))) (format " (%s)" about) "")
          (if required "" " (may be empty)")))

(defun ampd-input-read-text (prompt required default)
  "Read a text by PROMPT, not empty where REQUIRED; DEFAULT is there already."
  (let ((text (read-string prompt (and (stringp default) default))))
    (while (and required (string-empty-p text))
      (setq text (read-string (concat "Needed: " prompt))))
    (ampd-input--given text)))

(defun ampd-input--read-number (prompt required whole)
  "Read a number by PROMPT, WHOLE or not; `left-out' for none unless REQUIRED."
  (let ((value nil))
    (while (null value)
      (let ((text (string-trim (read-string prompt))))
        (setq value (cond ((and (string-empty-p text) (not required)) 'left-out)
                          ((string-match-p (if whole "\\`-?[0-9]+\\'"
                                             "\\`-?[0-9]+\\(?:\\.[0-9]+\\)?\\'")
                                           text)
                           (string-to-number text))))))
    value))

(defun ampd-input--given (text)
  "Answer TEXT, or `left-out' when it is empty."
  (if (string-empty-p text) 'left-out text))

(provide 'ampd-input)
;;; ampd-input.el ends here
