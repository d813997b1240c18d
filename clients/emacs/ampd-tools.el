;;; ampd-tools.el --- This Emacs as tools of an agent  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Offers tools to every session of this Emacs, and a gate: a file whose buffer
;; has unsaved changes is not written behind the user's back.  Tools that only
;; read what the user has open in the session's directory are allowed by
;; `ampd-tools-approve', unless the user says otherwise.

;;; Code:

(require 'ampd-edit)
(require 'ampd-editor)
(require 'ampd-options)
(require 'ampd-proposal)
(require 'ampd-rpc)
(require 'ampd-session)

(defconst ampd-tools--max-lines 2000
  "Lines of a buffer that are answered at once.")

(defvar ampd-tools--table nil
  "Tools by name: plists of :about, :input, :reads and :run.")

(defmacro ampd-tools-define (name about input arguments &rest body)
  "Offer the tool NAME, which ABOUT describes to the model.
INPUT is its schema's properties, those that are not optional in a list behind
them.  ARGUMENTS are names for the input and the session's directory; BODY
answers the output, or signals an error that the model reads.  NAME may be a
list of it and `reads' where nothing is changed."
  (declare (indent 4))
  (let ((name (if (consp name) (car name) name))
        (reads (consp name)))
    `(setf (alist-get ,name ampd-tools--table nil nil #'equal)
           (list :about ,about :input ',input :reads ,reads
                 :run (lambda ,arguments ,@body)))))

(ampd-tools-define ("emacs_buffers" reads)
    "Lists the files of the working directory that the user has open in Emacs, \
the one last used first, and whether they have changes that are not saved yet."
    (() [])
    (_input directory)
  `(:buffers ,(vconcat (mapcar (lambda (buffer) (ampd-editor-describe buffer directory))
                               (ampd-editor-buffers directory)))))

(ampd-tools-define ("emacs_read_buffer" reads)
    "Reads a file as it is in Emacs now, with changes that are not saved yet. \
Its hash is what emacs_edit_buffer wants as base_hash."
    ((:path (:type "string") :offset (:type "integer" :minimum 1)
      :limit (:type "integer" :minimum 1))
     ["path"])
    (input directory)
  (ampd-tools--read (ampd-tools--buffer input directory)
                    (or (ampd-get input :offset) 1)
                    (min (or (ampd-get input :limit) ampd-tools--max-lines)
                         ampd-tools--max-lines)))

(ampd-tools-define ("emacs_diagnostics" reads)
    "Errors and warnings that Flymake found in a file that is open in Emacs."
    ((:path (:type "string")) ["path"])
    (input directory)
  `(:diagnostics ,(vconcat (ampd-editor-diagnostics
                            (ampd-tools--buffer input directory)))))

(ampd-tools-define ("emacs_selection" reads)
    "The text that the user has selected in Emacs, and where it is."
    (() [])
    (_input directory)
  (or (ampd-editor-selection directory)
      "Nothing is selected in a file of the working directory."))

(ampd-tools-define "emacs_edit_buffer"
    "Replaces old_string, which must be there exactly once, by new_string in a \
file that is open in Emacs. base_hash is the hash that emacs_read_buffer answered. The \
user can undo it. The file is saved, unless it had changes of the user's that are not."
    ((:path (:type "string") :base_hash (:type "string")
      :old_string (:type "string") :new_string (:type "string"))
     ["path" "base_hash" "old_string" "new_string"])
    (input directory)
  (let* ((buffer (ampd-tools--buffer input directory))
         (saved (ampd-edit-apply buffer (ampd-get input :base_hash)
                                 (ampd-get input :old_string)
                                 (ampd-get input :new_string))))
    `(:saved ,(if saved t :false)
      :hash ,(ampd-editor-hash (ampd-editor-text buffer)))))

(ampd-rpc-define-handler tool/execute (params ask)
  (ampd-rpc-answer ask (ampd-tools--run params)))

(ampd-rpc-define-handler hook/invoke (params ask)
  (ampd-rpc-answer ask (ampd-tools--judge params)))

(defun ampd-tools-register ()
  "Offer the tools and the gate to the ampd that was just started.
Should it have ended already, no other one is started for this."
  (when ampd-offer-tools
    (ampd-rpc-request (ampd-server-connection) (ampd-method tool/register)
                      `(:tools ,(vconcat (mapcar #'ampd-tools--declaration
                                                 ampd-tools--table)))
                      #'ignore #'ampd-tools--not-taken))
  (when ampd-guard-unsaved
    (ampd-rpc-request (ampd-server-connection) (ampd-method hook/register)
                      `(:name "emacs-unsaved" :gate t
                        :events [,(ampd-event tool:pre)])
                      #'ignore #'ampd-tools--not-taken)))

(defun ampd-tools--not-taken (failure)
  "Tell FAILURE, unless it is that ampd has ended, which is told elsewhere."
  (when (ampd-server-live-p)
    (message "ampd: %s" (ampd-server-error-text failure))))

(add-hook 'ampd-server-started-hook #'ampd-tools-register)

(defun ampd-tools-approve (params)
  "Allow what PARAMS ask about when it is one of the reading tools of this file."
  (when (ampd-tools--get (ampd-get params :toolCall :name) :reads)
    "allow_once"))

(defun ampd-tools-diff (params directory)
  "Answer the change that PARAMS ask about, when it is to a buffer in DIRECTORY."
  (when (equal (ampd-get params :toolCall :name) "emacs_edit_buffer")
    (let ((input (ampd-get params :toolCall :input)))
      (when-let ((buffer (ignore-errors (ampd-tools--buffer input directory))))
        (ampd-edit-diff buffer (ampd-get input :old_string)
                        (ampd-get input :new_string))))))

(add-hook 'ampd-approval-diff-functions #'ampd-tools-diff)

(defun ampd-tools--get (name key)
  "Answer what KEY of the tool NAME is."
  (plist-get (alist-get name ampd-tools--table nil nil #'equal) key))

(defun ampd-tools--declaration (entry)
  "Answer what ampd is told of ENTRY."
  (pcase-let* ((`(,name . ,tool) entry)
               (`(,properties ,required) (plist-get tool :input)))
    `(:name ,name :description ,(plist-get tool :about)
      :annotations (:readOnlyHint ,(if (plist-get tool :reads) t :false)
                    :openWorldHint :false)
      :inputSchema (:type "object" :properties ,properties :required ,required
                    :additionalProperties :false))))

(defun ampd-tools--run (params)
  "Answer what the call of PARAMS comes to."
  (condition-case failure
      (let ((buffer (ampd-session-buffer (ampd-get params :sessionId)))
            (run (ampd-tools--get (ampd-get params :name) :run)))
        (unless (and buffer run)
          (error "Emacs does not offer this here"))
        `(:success t
          :output ,(funcall run (plist-get params :input)
                            (ampd-session-cwd
                             (buffer-local-value 'ampd-session buffer)))))
    (error `(:success :false :output :null
             :error (:message ,(error-message-string failure))))))

(defun ampd-tools--buffer (input directory)
  "Answer the buffer of the path of INPUT in DIRECTORY, or signal an error."
  (let ((path (ampd-get input :path)))
    (or (ampd-editor-buffer path directory)
        (error "%s is not open in Emacs; emacs_buffers lists what is" path))))

(defun ampd-tools--read (buffer offset limit)
  "Answer LIMIT lines of BUFFER from line OFFSET, and what they are a part of."
  (let* ((text (ampd-editor-text buffer))
         (lines (split-string text "\n"))
         (shown (seq-take (seq-drop lines (1- offset)) limit)))
    `(:text ,(string-join shown "\n")
      :lines ,(length lines)
      :unsaved ,(if (buffer-modified-p buffer) t :false)
      :hash ,(ampd-editor-hash text))))

(defun ampd-tools--judge (params)
  "Answer whether the tool call of the event in PARAMS may go on."
  (let* ((data (plist-get params :data))
         (session (ampd-session-buffer (ampd-get params :sessionId)))
         (path (ampd-get data :tool_input :file_path))
         (buffer (and session (stringp path)
                      (member (ampd-get data :tool_name) ampd-proposal-tools)
                      (find-buffer-visiting
                       (expand-file-name path (ampd-session-cwd
                                               (buffer-local-value 'ampd-session session)))))))
    (if (and buffer (buffer-modified-p buffer))
        `(:action "deny"
          :reason ,(format "%s has changes in Emacs that are not saved. Read it with \
emacs_read_buffer and change it with emacs_edit_buffer, or ask the user to save it." path))
      '(:action "continue"))))

(provide 'ampd-tools)
;;; ampd-tools.el ends here
