;;; ampd-approval.el --- May this happen?  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Each question is an item of its own in the transcript, with the whole
;; command or change, buttons, and keys that mean something only there.  It
;; takes no focus and no key from elsewhere.  Options are answered by their
;; kind, whatever their order and ids are.

;;; Code:

(require 'seq)
(require 'ampd-rpc)
(require 'ampd-session)
(require 'ampd-transcript)

(declare-function ampd-diff-show "ampd-diff" (approval))

(defconst ampd-approval--keys
  '(("allow_once" . "y") ("allow_session" . "s") ("allow_always" . "!")
    ("deny_once" . "n") ("deny_always" . "d"))
  "The key of each kind of option.")
(defconst ampd-approval--max-diff-lines 60
  "Lines of a change that stand in the question; `v' shows all of it.")

(cl-defstruct (ampd-approval (:copier nil))
  id params ask buffer item done)

(eval-and-compile
  (defun ampd-approval--command-for (kind)
    "Answer the name of the command for KIND."
    (intern (concat "ampd-approval-" (string-replace "_" "-" kind)))))

(defvar ampd-approval-map
  (let ((map (make-sparse-keymap)))
    (pcase-dolist (`(,kind . ,key) ampd-approval--keys)
      (define-key map key (ampd-approval--command-for kind)))
    (define-key map "v" #'ampd-approval-view)
    (define-key map "r" #'ampd-approval-refuse-with-reason)
    map)
  "Keys that answer the question at point, and mean something only there.")

(defmacro ampd-approval--define-command (kind)
  "Define the command that answers the question at point by KIND."
  `(defun ,(ampd-approval--command-for kind) ()
     ,(format "Answer the question at point: %s." (string-replace "_" " " kind))
     (interactive)
     (ampd-approval-answer (ampd-approval--here) ,kind)))

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
  (when-let ((approval (ampd-approval--find (ampd-get params :approvalId))))
    (ampd-approval--settle
     approval
     (pcase (ampd-get params :reason)
       ("answered" (format "answered elsewhere: %s"
                           (or (ampd-get params :optionId) "no")))
       ("timeout" "no answer in time, which means no")
       (reason (format "withdrawn: %s" reason))))))

(defun ampd-approval-answer (approval kind &optional reason)
  "Answer APPROVAL with the option of KIND, and REASON for the agent."
  (if-let ((option (ampd-approval--option approval kind)))
      (progn
        (ampd-approval--reply approval option reason)
        (ampd-approval--settle approval (ampd-get option :label)))
    (user-error "This question has no answer \"%s\"" (string-replace "_" " " kind))))

(defun ampd-approval-refuse-with-reason (reason)
  "Answer no to the question at point, and tell the agent the REASON."
  (interactive "sWhy not? ")
  (ampd-approval-answer (ampd-approval--here) "deny_once" reason))

(defun ampd-approval-view ()
  "Show the change that is asked about at point in a buffer of its own."
  (interactive)
  (require 'ampd-diff)
  (ampd-diff-show (ampd-approval--here)))

(defun ampd-approval-pending ()
  "Answer all questions that wait, of all sessions."
  (apply #'append
         (mapcar (lambda (buffer)
                   (ampd-session-approvals (buffer-local-value 'ampd-session buffer)))
                 (ampd-session-chats))))

(defun ampd-approval-diff (approval)
  "Answer the change that APPROVAL is about, if it is about one."
  (ampd-get (ampd-approval-params approval) :detail :diff))

(defun ampd-approval--here ()
  "Answer the question at point, or signal `user-error'."
  (or (seq-find (lambda (approval)
                  (eq (ampd-approval-item approval) (ampd-item-at (point))))
                (ampd-session-approvals ampd-session))
      (user-error "There is no question at point")))

(defun ampd-approval--find (id)
  "Answer the question ID, if it waits."
  (seq-find (lambda (approval) (equal (ampd-approval-id approval) id))
            (ampd-approval-pending)))

(defun ampd-approval--option (approval kind)
  "Answer the option of KIND that APPROVAL has, if it has one."
  (seq-find (lambda (option) (equal (ampd-get option :kind) kind))
            (ampd-get (ampd-approval-params approval) :options)))

(defun ampd-approval--receive (params ask)
  "Answer ASK about PARAMS by a function of the user's, or ask the user."
  (let* ((approval (make-ampd-approval :id (ampd-get params :approvalId) :ask ask
                                       :params params :buffer (current-buffer)))
         (kind (run-hook-with-args-until-success 'ampd-approval-functions params))
         (option (and kind (ampd-approval--option approval kind))))
    (if option
        (progn
          (ampd-approval--reply approval option nil)
          (ampd-transcript-note
           (format "%s: %s, by `ampd-approval-functions'"
                   (ampd-approval--title approval) (ampd-get option :label))))
      (ampd-approval--ask approval))))

(defun ampd-approval--ask (approval)
  "Show APPROVAL and wait for the user, without taking focus."
  (ampd-transcript-pause)
  (ampd-render-fresh-line t)
  (let ((item (make-ampd-item
               :kind 'approval :open t :whole t :face 'ampd-question :body-face 'default
               :title (concat "May this happen? " (ampd-approval--title approval))
               :body (ampd-approval--question approval)
               :keymap ampd-approval-map
               :footer (lambda () (ampd-approval--insert-choices approval)))))
    (setf (ampd-approval-item approval) item
          (ampd-session-approvals ampd-session)
          (append (ampd-session-approvals ampd-session) (list approval))
          (ampd-ask-on-withdrawn (ampd-approval-ask approval))
          (lambda () (ampd-approval--settle approval "withdrawn")))
    (ampd-item-add item)
    (force-mode-line-update t)
    (message "ampd: %s asks: %s" (buffer-name) (ampd-approval--title approval))
    (run-hooks 'ampd-approval-hook)))

(defun ampd-approval--title (approval)
  "Answer APPROVAL in a line."
  (let ((call (ampd-get (ampd-approval-params approval) :toolCall)))
    (if call
        (ampd-transcript-call-title (ampd-get call :name) (ampd-get call :input))
      (ampd-text-one-line (ampd-get (ampd-approval-params approval) :prompt) 120))))

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
                      (ampd-approval--prompt-for-change path)
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
    (unless (ampd-approval-done approval)
      (seq-doseq (option (ampd-get (ampd-approval-params approval) :options))
        (ampd-approval--insert-choice approval option))
      (when (ampd-approval-diff approval)
        (ampd-item-insert-text item "\n  v " 'ampd-question)
        (ampd-item-insert-button item "[View the change]"
                                 (lambda () (require 'ampd-diff) (ampd-diff-show approval)))))))

(defun ampd-approval--insert-choice (approval option)
  "Insert a button for OPTION of APPROVAL, behind the key of its kind."
  (let* ((item (ampd-approval-item approval))
         (kind (ampd-get option :kind))
         (is-first (eq option (ampd-approval--option approval kind)))
         (key (and is-first (cdr (assoc kind ampd-approval--keys)))))
    (ampd-item-insert-text item (format "\n  %s " (or key " ")) 'ampd-question)
    (ampd-item-insert-button
     item (format "[%s]" (ampd-text-visible (ampd-get option :label)))
     (lambda ()
       (ampd-approval--reply approval option nil)
       (ampd-approval--settle approval (ampd-get option :label))))))

(defun ampd-approval--reply (approval option reason)
  "Send OPTION and REASON as the answer to APPROVAL."
  (ampd-rpc-answer (ampd-approval-ask approval)
                   `(:optionId ,(ampd-get option :id)
                     ,@(and reason (not (string-blank-p reason)) `(:reason ,reason)))))

(defun ampd-approval--settle (approval how)
  "APPROVAL waits no more; HOW is what became of it."
  (unless (ampd-approval-done approval)
    (setf (ampd-approval-done approval) how)
    (when (buffer-live-p (ampd-approval-buffer approval))
      (with-current-buffer (ampd-approval-buffer approval)
        (setf (ampd-session-approvals ampd-session)
              (delq approval (ampd-session-approvals ampd-session)))
        (ampd-approval--close approval how)
        (force-mode-line-update t)))))

(defun ampd-approval--close (approval how)
  "Show in a line that APPROVAL is settled, and HOW."
  (let ((item (ampd-approval-item approval)))
    (setf (ampd-item-open item) nil
          (ampd-item-keymap item) nil
          (ampd-item-footer item) nil
          (ampd-item-face item) 'ampd-note
          (ampd-item-title item)
          (format "%s: %s" how (ampd-approval--title approval)))
    (ampd-item-refresh item)))

(provide 'ampd-approval)
;;; ampd-approval.el ends here
