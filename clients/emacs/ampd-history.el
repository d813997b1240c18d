;;; ampd-history.el --- What was said before  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Shows the stored history of a session, page by page, with everything closed
;; but what has failed.  The session need not be live.

;;; Code:

(require 'ampd-session)
(require 'ampd-transcript)

(defconst ampd-history--page 200
  "Messages that are asked for at a time.")

(defun ampd-history-show (then)
  "Show the history of this buffer's session, and call THEN."
  (ampd-history--page nil then))

(defun ampd-history--page (cursor then)
  "Show the page at CURSOR and those behind it, and call THEN."
  (condition-case failure
      (ampd-session-request
       (ampd-method session/messages)
       `(:limit ,ampd-history--page ,@(and cursor `(:cursor ,cursor)))
       (lambda (result)
         (seq-do #'ampd-history--message (ampd-get result :messages))
         (if-let ((next (ampd-get result :nextCursor)))
             (ampd-history--page next then)
           (ampd-transcript-pause)
           (funcall then)))
       (lambda (reason)
         (ampd-transcript-note (ampd-server-error-text reason) 'ampd-failed)
         (funcall then)))
    (user-error
     (ampd-transcript-note (error-message-string failure) 'ampd-failed)
     (ampd-session-set 'failed))))

(defun ampd-history--message (message)
  "Show MESSAGE."
  (pcase (ampd-get message :role)
    ("user" (ampd-transcript-prompt (ampd-text-of-prompt (ampd-get message :content))))
    ("assistant" (seq-do #'ampd-history--block (ampd-get message :content)))
    ("tool" (ampd-history--result message))))

(defun ampd-history--block (block)
  "Show BLOCK of an answer."
  (pcase (ampd-get block :type)
    ("text" (ampd-answer-add (ampd-get block :text)) (ampd-transcript-pause))
    ("thinking" (ampd-transcript-think (or (ampd-get block :thinking) ""))
     (ampd-transcript-pause))
    ("tool_call" (ampd-transcript-tool (ampd-get block :id) (ampd-get block :name)
                                       (ampd-get block :input)))))

(defun ampd-history--result (message)
  "Show what a tool has answered, from MESSAGE."
  (let ((text (ampd-text-of-prompt (ampd-get message :content))))
    (ampd-transcript-tool-end (ampd-get message :tool_call_id)
                              (ampd-history--readable text)
                              (ampd-get message :metadata :is_error))))

(defun ampd-history--readable (text)
  "Answer TEXT, which may be JSON of what a tool has answered, for people."
  (condition-case nil
      (if (string-prefix-p "{" text)
          (ampd-transcript-output-text
           (ampd-json-parse (encode-coding-string text 'utf-8)))
        text)
    (json-error text)))

(provide 'ampd-history)
;;; ampd-history.el ends here
