;;; ampd-prompts.el --- Prompts that a session offers as commands  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; MCP servers and other modules of a session offer prompts.  A draft of a slash
;; and the name of one runs it; its arguments are read in the minibuffer.

;;; Code:

(require 'seq)
(require 'ampd-input)
(require 'ampd-send)

(defvar-local ampd-prompts--known nil
  "Prompts of the session, as `prompt/list' answered them last.")

(defun ampd-prompts-refresh ()
  "Ask again what this buffer's session has to offer, if it is there."
  (when (and (ampd-server-live-p)
             (memq (ampd-session-state ampd-session) '(idle running)))
    (ampd-session-request
     (ampd-method prompt/list) nil
     (lambda (result) (setq ampd-prompts--known (ampd-get result :prompts)))
     ;; A session that is gone is told of where something is asked of it.
     #'ignore)))

(defun ampd-prompts-names ()
  "Answer drafts for what the session has to offer."
  (seq-map (lambda (prompt) (concat "/" (ampd-get prompt :name))) ampd-prompts--known))

(defun ampd-prompts-about (draft)
  "Answer the purpose of the prompt that DRAFT is for, or nil."
  (when-let ((prompt (ampd-prompts--find draft)))
    (or (ampd-get prompt :description) (ampd-get prompt :title) "")))

(defun ampd-prompts-run (draft)
  "Run the prompt that DRAFT names; answer whether it names one."
  (when-let ((prompt (ampd-prompts--find draft)))
    (ampd-session-request
     (ampd-method prompt/get)
     `(:name ,(ampd-get prompt :name) :arguments ,(ampd-prompts--arguments prompt))
     (lambda (result) (ampd-send-prompt (ampd-get result :prompt)))
     (lambda (failure)
       (ampd-transcript-note (ampd-server-error-text failure) 'ampd-failed)
       (ampd-send-give-back draft)))
    t))

(defun ampd-prompts--find (draft)
  "Answer the prompt that DRAFT is for, or nil."
  (seq-find (lambda (prompt)
              (equal (string-trim draft) (concat "/" (ampd-get prompt :name))))
            ampd-prompts--known))

(defun ampd-prompts--arguments (prompt)
  "Read the arguments of PROMPT; those without a value are left out."
  (seq-mapcat (lambda (argument)
                (let* ((name (ampd-get argument :name))
                       (needed (ampd-get argument :required))
                       (value (ampd-input-read-text
                               (ampd-input-prompt name argument needed) needed nil)))
                  (unless (eq value 'left-out)
                    (list (intern (concat ":" name)) value))))
              (ampd-get prompt :arguments)))

(provide 'ampd-prompts)
;;; ampd-prompts.el ends here
