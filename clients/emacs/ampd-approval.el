;;; ampd-approval.el --- May this happen?  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The question has the whole command or change, buttons, and keys that mean
;; something only there.  Options are answered by their kind, whatever their
;; order and ids are.

;;; Code:

(require 'ampd-proposal)
(require 'ampd-question)

(declare-function ampd-amend-show "ampd-amend" (approval))
(declare-function ampd-diff-show "ampd-diff" (approval))

(defconst ampd-approval--keys
  '(("allow_once" . "y") ("allow_session" . "s") ("allow_always" . "!")
    ("deny_once" . "n") ("deny_always" . "d"))
  "The key of each kind of option.")
(defconst ampd-approval--max-diff-lines 60
  "Lines of a change that stand in the question; `v' shows all of it.")

(defvar ampd-approval-diff-functions nil
  "Functions that may answer the change a request is about, where it has none.
Each is called with the request and the session's directory.")

(cl-defstruct (ampd-approval (:include ampd-question) (:copier nil))
  "The question whether something may happen.
CHANGE is what it would change, once that was looked for."
  (change 'unknown))

(eval-and-compile
  (defun ampd-approval--command-for (kind)
    "Answer the name of the command for KIND."
    (intern (concat "ampd-approval-" (string-replace "_" "-" kind)))))

(defvar ampd-approval-map
  (let ((map (make-sparse-keymap)))
    (pcase-dolist (`(,kind . ,key) ampd-approval--keys)
      (define-key map key (ampd-approval--command-for kind)))
    (define-key map "v" #'ampd-approval-view)
    (define-key map "e" #'ampd-approval-edit)
    (define-key map "r" #'ampd-approval-refuse-with-reason)
    map)
  "Keys that answer the question at point, and mean something only there.")

(defmacro ampd-approval--define-command (kind)
  "Define the command that answers the question at point by KIND."
  `(defun ,(ampd-approval--command-for kind) ()
     ,(format "Answer the question at point: %s." (string-replace "_" " " kind))
     (interactive)
     (ampd-approval-answer (ampd-question-here) ,kind)))

(ampd-approval--define-command "allow_once")
(ampd-approval--define-command "allow_session")
(ampd-approval--define-command "allow_always")
(ampd-approval--define-command "deny_once")
(ampd-approval--define-command "deny_always")

(ampd-rpc-define-handler approval/request (params ask)
  (let ((buffer (ampd-session-buffer (ampd-get params :sessionId))))
    (if (null buffer)
        (ampd-rpc-refuse ask (ampd-error-code session-not-found)
                         "No chat buffer shows this session.")
      (with-current-buffer buffer
        (ampd-approval--receive params ask)))))

(ampd-rpc-define-handler approval/resolved (params)
  (when-let ((approval (ampd-question-find (ampd-get params :approvalId))))
    (ampd-question-settle
     approval (ampd-question-fate params (ampd-get params :optionId)))))

(defun ampd-approval-answer (approval kind &optional reason told)
  "Answer APPROVAL with the option of KIND, and REASON for the agent.
TOLD is what the chat says became of it; the option's label, unless it is given."
  (if-let ((option (ampd-approval-option approval kind)))
      (progn
        (ampd-approval--reply approval option reason)
        (ampd-question-settle approval (or told (ampd-get option :label))))
    (user-error "This question has no answer \"%s\"" (string-replace "_" " " kind))))

(defun ampd-approval-refuse-with-reason (reason)
  "Answer no to the question at point, and tell the agent the REASON."
  (interactive "sWhy not? ")
  (ampd-approval-answer (ampd-question-here) "deny_once" reason))

(defun ampd-approval-view ()
  "Show the change that is asked about at point in a buffer of its own."
  (interactive)
  (require 'ampd-diff)
  (ampd-diff-show (ampd-question-here)))

(defun ampd-approval-edit ()
  "Edit what is asked about at point before it is accepted."
  (interactive)
  (require 'ampd-amend)
  (ampd-amend-show (ampd-question-here)))

(defun ampd-approval-diff (approval)
  "Answer the change that APPROVAL is about, if it is about one."
  (when (eq (ampd-approval-change approval) 'unknown)
    (setf (ampd-approval-change approval) (ampd-approval--find-change approval)))
  (ampd-approval-change approval))

(defun ampd-approval-option (approval kind)
  "Answer the option of KIND that APPROVAL has, if it has one."
  (seq-find (lambda (option) (equal (ampd-get option :kind) kind))
            (ampd-get (ampd-approval-params approval) :options)))

(defun ampd-approval--receive (params ask)
  "Answer ASK about PARAMS by a function of the user's, or ask the user."
  (let* ((approval (make-ampd-approval
                    :id (ampd-get params :approvalId) :params params :ask ask
                    :name (ampd-approval--name params) :buffer (current-buffer)))
         (kind (ampd-question-run #'run-hook-with-args-until-success
                                  'ampd-approval-functions params))
         (option (and kind (ampd-approval-option approval kind))))
    (if option
        (progn
          (ampd-approval--reply approval option nil)
          (ampd-transcript-note
           (format "%s: %s, by `ampd-approval-functions'"
                   (ampd-approval-name approval) (ampd-get option :label))))
      (ampd-approval--ask approval))))

(defun ampd-approval--find-change (approval)
  "Look for the change that APPROVAL is about, in the request or by functions."
  (let ((params (ampd-approval-params approval)))
    (or (ampd-get params :detail :diff)
        (when (buffer-live-p (ampd-approval-buffer approval))
          (with-current-buffer (ampd-approval-buffer approval)
            (ampd-question-run #'run-hook-with-args-until-success
                               'ampd-approval-diff-functions params
                               (ampd-session-cwd ampd-session)))))))

(defun ampd-approval--ask (approval)
  "Show APPROVAL and wait for the user."
  (ampd-question-show
   approval
   (make-ampd-item
    :kind 'approval :keymap ampd-approval-map
    :title (concat "May this happen? " (ampd-approval-name approval))
    :body (ampd-approval--question approval)
    :footer (lambda () (ampd-approval--insert-choices approval)))))

(defun ampd-approval--name (params)
  "Answer what PARAMS ask about, in a line."
  (let ((call (ampd-get params :toolCall)))
    (if call
        (ampd-transcript-call-title (ampd-get call :name) (ampd-get call :input))
      (ampd-text-one-line (ampd-get params :prompt) 120))))

(defun ampd-approval--question (approval)
  "Answer all that is asked by APPROVAL; only a long change is cut, visibly."
  (let* ((params (ampd-approval-params approval))
         (prompt (ampd-get params :prompt))
         (command (ampd-get params :detail :command))
         (path (ampd-get params :detail :path)))
    (string-join
     (delq nil
           (list (ampd-text-visible
                  (if (ampd-approval-diff approval)
                      (ampd-approval--prompt-for-change
                       (or path (ampd-get params :toolCall :input :path)))
                    prompt))
                 (and command (not (string-search command prompt))
                      (ampd-text-visible command))
                 (and path (not (ampd-approval-diff approval))
                      (format "in %s" (ampd-text-visible path)))
                 (ampd-approval--shown-diff approval)))
     "\n")))

(defun ampd-approval--prompt-for-change (path)
  "Answer what is asked about a change of the file PATH."
  (if path (format "Change %s?" path) "Make this change?"))

(defun ampd-approval--shown-diff (approval)
  "Answer as much of the change of APPROVAL as stands in the question."
  (when-let ((diff (ampd-approval-diff approval)))
    (let* ((lines (split-string (string-trim-right (ampd-text-visible diff)) "\n"))
           (more (- (length lines) ampd-approval--max-diff-lines)))
      (string-join
       (append (mapcar #'ampd-approval--diff-line
                       (seq-take lines ampd-approval--max-diff-lines))
               (when (> more 0)
                 (list (format "… and %d lines more: v shows all of it" more))))
       "\n"))))

(defun ampd-approval--diff-line (line)
  "Answer LINE of a change in its face."
  (propertize line 'face (pcase (and (> (length line) 0) (aref line 0))
                           (?+ 'diff-added) (?- 'diff-removed)
                           (?@ 'diff-hunk-header) (_ 'default))))

(defun ampd-approval--insert-choices (approval)
  "Insert a button for each answer that APPROVAL has."
  (let ((item (ampd-approval-item approval)))
    (seq-doseq (option (ampd-get (ampd-approval-params approval) :options))
      (ampd-approval--insert-choice approval option))
    (when (ampd-approval-diff approval)
      (ampd-item-insert-text item "\n  v " 'ampd-question)
      (ampd-item-insert-button item "[View the change]"
                               (lambda () (require 'ampd-diff) (ampd-diff-show approval))))
    (when (ampd-proposal-p (ampd-approval-params approval))
      (ampd-item-insert-text item "\n  e " 'ampd-question)
      (ampd-item-insert-button item "[Edit it first]"
                               (lambda () (require 'ampd-amend) (ampd-amend-show approval))))))

(defun ampd-approval--insert-choice (approval option)
  "Insert a button for OPTION of APPROVAL, behind the key of its kind."
  (let* ((item (ampd-approval-item approval))
         (kind (ampd-get option :kind))
         (is-first (eq option (ampd-approval-option approval kind)))
         (key (and is-first (cdr (assoc kind ampd-approval--keys)))))
    (ampd-item-insert-text item (format "\n  %s " (or key " ")) 'ampd-question)
    (ampd-item-insert-button
     item (format "[%s]" (ampd-text-visible (ampd-get option :label)))
     (lambda ()
       (ampd-approval--reply approval option nil)
       (ampd-question-settle approval (ampd-get option :label))))))

(defun ampd-approval--reply (approval option reason)
  "Send OPTION and REASON as the answer to APPROVAL."
  (ampd-rpc-answer (ampd-approval-ask approval)
                   `(:optionId ,(ampd-get option :id)
                     ,@(and reason (not (string-blank-p reason)) `(:reason ,reason)))))

(provide 'ampd-approval)
;;; ampd-approval.el ends here
