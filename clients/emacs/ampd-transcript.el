;;; ampd-transcript.el --- Prompts, thoughts, tools and notes  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What a transcript is made of, whether it streams or is read from a stored
;; history.

;;; Code:

(require 'ampd-answer)
(require 'ampd-item)
(require 'ampd-json)

(defconst ampd-transcript--max-live-chars 100000
  "How much of a running tool's output is kept to be shown.")
(defconst ampd-transcript--max-title-chars 120
  "How much of a tool's argument its line has.")
(defconst ampd-transcript--subjects
  '(:command :file_path :pattern :query :url :path :agent)
  "The argument that says most, where a tool has one of these.")

(defvar-local ampd-transcript--tools nil
  "Items of tool calls by their id.")
(defvar-local ampd-transcript--thought nil
  "The item of the thought that streams.")
(defvar-local ampd-transcript--thinking nil
  "Pieces of that thought which were not added yet, the newest first.")

(defun ampd-transcript-prompt (text)
  "Show TEXT, what the user said."
  (ampd-transcript-pause)
  (ampd-render-fresh-line t)
  (ampd-render-append (concat (ampd-text-glyph ?❯ ">") " " text "\n")
                      'font-lock-face 'ampd-prompt 'ampd-turn t))

(defun ampd-transcript-note (text &optional face)
  "Show TEXT in FACE, a word of ampd's beside the answer."
  (ampd-transcript-pause)
  (ampd-render-fresh-line)
  (ampd-render-append (concat text "\n") 'font-lock-face (or face 'ampd-note)))

(defun ampd-transcript-buttons (&rest buttons)
  "Show BUTTONS, each a cons of a label and a function without arguments."
  (ampd-render-fresh-line)
  (pcase-dolist (`(,label . ,action) buttons)
    (ampd-render-append (format "[%s]" label) 'font-lock-face 'button
                        'mouse-face 'highlight 'ampd-action action)
    (ampd-render-append " "))
  (ampd-render-append "\n"))

(defun ampd-transcript-pause ()
  "Let what comes next begin on its own."
  (ampd-answer-close)
  (ampd-transcript-end-thought))

(defun ampd-transcript-flush ()
  "Show what was gathered of an answer or a thought."
  (ampd-answer-flush)
  (ampd-transcript--flush-thought))

(defun ampd-transcript-think (text)
  "Add TEXT to the thought that streams when the batch is over."
  (ampd-answer-close)
  (push text ampd-transcript--thinking))

(defun ampd-transcript-end-thought ()
  "Show what was gathered of the thought; what comes next begins another one."
  (ampd-transcript--flush-thought)
  (setq ampd-transcript--thought nil))

(defun ampd-transcript-tool (id name input)
  "Show that the tool NAME was called as ID with INPUT, and answer its item."
  (ampd-transcript-pause)
  (let ((item (make-ampd-item :kind 'tool :mark (ampd-transcript--mark 'running)
                              :title (ampd-transcript-call-title name input)
                              :open (ampd-transcript--open-p 'tool))))
    (puthash id (ampd-item-add item) (ampd-transcript--tool-table))
    item))

(defun ampd-transcript-tool-output (id text)
  "Add TEXT, which the tool call ID has written, to its item."
  (when-let ((item (gethash id (ampd-transcript--tool-table))))
    (when (< (ampd-item-size item) ampd-transcript--max-live-chars)
      (ampd-item-grow item text))))

(defun ampd-transcript-tool-end (id text failed)
  "Show that the tool call ID has ended with TEXT, and whether it FAILED."
  (when-let ((item (gethash id (ampd-transcript--tool-table))))
    (setf (ampd-item-mark item) (ampd-transcript--mark (if failed 'failed 'done))
          (ampd-item-face item) (and failed 'ampd-failed)
          (ampd-item-open item) (or failed (ampd-item-open item)))
    (ampd-item-set-text item text)
    (ampd-item-refresh item)
    (remhash id ampd-transcript--tools)))

(defun ampd-transcript-tool-known-p (id)
  "Whether the tool call ID is shown and has not ended."
  (gethash id (ampd-transcript--tool-table)))

(defun ampd-transcript-call-title (name input)
  "Answer the call of the tool NAME with INPUT as one line."
  (let* ((key (seq-find (lambda (key) (stringp (ampd-get input key)))
                        ampd-transcript--subjects))
         (subject (cond (key (ampd-get input key))
                        (input (decode-coding-string (ampd-json-text input) 'utf-8))
                        (t ""))))
    (ampd-text-one-line (concat name " " subject) ampd-transcript--max-title-chars)))

(defun ampd-transcript-output-text (output)
  "Answer OUTPUT, what a tool has answered, as text for people."
  (cond ((stringp output) output)
        ((memq output '(nil :null)) "")
        ((stringp (ampd-get output :content)) (ampd-get output :content))
        ((stringp (ampd-get output :stdout))
         (concat (ampd-get output :stdout) (ampd-get output :stderr)))
        (t (ampd-json-pretty output))))

(defun ampd-transcript--flush-thought ()
  "Add what waits to the thought that streams, or begin one with it."
  (when ampd-transcript--thinking
    (let ((text (string-join (nreverse ampd-transcript--thinking))))
      (setq ampd-transcript--thinking nil)
      (if ampd-transcript--thought
          (ampd-item-grow ampd-transcript--thought text)
        (setq ampd-transcript--thought
              (ampd-item-add
               (make-ampd-item :kind 'thought :title "Thought" :body text
                               :open (ampd-transcript--open-p 'thought))))))))

(defun ampd-transcript--tool-table ()
  "Answer the table of running tools, by the id of their call."
  (or ampd-transcript--tools
      (setq ampd-transcript--tools (make-hash-table :test #'equal))))

(defun ampd-transcript--open-p (kind)
  "Whether items of KIND are shown open."
  (and (memq kind ampd-open-items) t))

(defun ampd-transcript--mark (state)
  "Answer what stands before the title of a tool in STATE."
  (pcase state
    ('running (concat (ampd-text-glyph ?… ".") " "))
    ('done (concat (ampd-text-glyph ?✓ "ok") " "))
    ('failed (concat (ampd-text-glyph ?✗ "failed") " "))))

(provide 'ampd-transcript)
;;; ampd-transcript.el ends here
