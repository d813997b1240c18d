;;; support.el --- What the client's tests share  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A chat with a real ampd and a scripted provider, in a project made for the
;; test.  Tests wait for conditions, never for time.

;;; Code:

(require 'cl-lib)
(require 'ert)
(require 'ampd)
(require 'ampd-open)

(defconst ampd-test-root
  (expand-file-name "../.." (file-name-directory (locate-library "ampd")))
  "The root of the repository.")
(defconst ampd-test-deadline 100
  "Seconds after which a condition will never hold.")

(setq ampd-command (list "node" (expand-file-name "dist/ampd.js" ampd-test-root)))

(defmacro ampd-test-until (condition)
  "Wait until CONDITION holds, while processes and timers run; answer its value."
  `(let ((deadline (+ (float-time) ampd-test-deadline)) value)
     (while (not (setq value ,condition))
       (when (> (float-time) deadline)
         (error "Never happened: %S\n%s" ',condition (ampd-test-state)))
       (accept-process-output nil 0.02))
     value))

(defun ampd-test-state ()
  "Answer what the chats show, for the message of a failed test."
  (mapconcat (lambda (buffer)
               (with-current-buffer buffer
                 (format "--- %s\n%s" (buffer-name)
                         (buffer-substring-no-properties (point-min) (point-max)))))
             (ampd-session-chats) "\n"))

(defun ampd-test-plan (responses &rest more)
  "Answer a plan whose provider plays RESPONSES, with MORE of it."
  `(,@more
    :session (:orchestrator "loop-streaming" :context "context-simple")
    :providers [(:module "provider-mock" :config (:responses ,(vconcat responses)))]
    :tools [(:module "tool-bash" :config (:sandbox "off")) "tool-filesystem"]
    :hooks ["hooks-approval" "hooks-logging"]))

(defun ampd-test-calls (&rest calls)
  "Answer a response that makes CALLS, each a list of a tool and its input."
  `(:text "Let me see."
    :tool_calls ,(vconcat (seq-map-indexed
                           (lambda (call index)
                             `(:id ,(format "call_%d" index)
                               :name ,(car call) :input ,(cadr call)))
                           calls))))

(defvar ampd-test-project nil
  "The directory of the test's project.")

(defmacro ampd-test-with-project (&rest body)
  "Run BODY with a project of its own, and leave nothing behind."
  (declare (indent 0))
  `(let ((ampd-test-project (file-truename (make-temp-file "ampd-emacs-" t))))
     (unwind-protect
         (let ((default-directory (file-name-as-directory ampd-test-project)))
           ,@body)
       (ampd-test-clean-up))))

(defmacro ampd-test-with-chat (responses &rest body)
  "Run BODY in the chat of a session whose provider plays RESPONSES."
  (declare (indent 1))
  `(ampd-test-with-project
     (ampd-test-in-chat (ampd-test-plan ,responses) ,@body)))

(defmacro ampd-test-in-chat (plan &rest body)
  "Run BODY in the chat of a new session made from PLAN."
  (declare (indent 1))
  `(with-current-buffer (ampd-open-new (directory-file-name ampd-test-project) nil
                                       (list :mountPlan ,plan))
     (switch-to-buffer (current-buffer))
     (ampd-test-until (ampd-test-state-is 'idle))
     ,@body))

(defun ampd-test-clean-up ()
  "Remove chats, with their sessions, files' buffers and the project."
  (dolist (buffer (buffer-list))
    (when (or (buffer-local-value 'ampd-session buffer) (buffer-file-name buffer))
      (with-current-buffer buffer
        (set-buffer-modified-p nil))
      (kill-buffer buffer)))
  (delete-directory ampd-test-project t))

;; The home is removed when Emacs is gone: ampd must not write into it any more.
(when noninteractive
  (add-hook 'kill-emacs-hook
            (lambda ()
              (ampd-server-stop)
              (ampd-test-until (not (ampd-server-live-p))))))

(defun ampd-test-state-is (state)
  "Whether the session of this buffer is in STATE."
  (eq (ampd-session-state ampd-session) state))

(defun ampd-test-say (text)
  "Type TEXT into the draft and send it."
  (goto-char (point-max))
  (insert text)
  (ampd-chat-return))

(defun ampd-test-say-and-wait (text)
  "Send TEXT and wait for the end of its turn."
  (ampd-test-say text)
  (ampd-test-until (ampd-test-state-is 'running))
  (ampd-test-until (ampd-test-state-is 'idle)))

(defun ampd-test-shows (regexp)
  "Whether this chat shows REGEXP."
  (save-excursion
    (goto-char (point-min))
    (re-search-forward regexp nil t)))

(defun ampd-test-press (keys)
  "Press KEYS, as `kbd' reads them."
  (execute-kbd-macro (kbd keys)))

(defun ampd-test-click (event)
  "Let EVENT, such as `mouse-1', happen at point."
  (execute-kbd-macro (vector (list event (list (selected-window) (point) '(0 . 0) 0)))))

(defun ampd-test-file (name)
  "Answer the text of the project's file NAME."
  (with-temp-buffer
    (insert-file-contents (expand-file-name name ampd-test-project))
    (buffer-string)))

(defun ampd-test-write (name text)
  "Make TEXT the project's file NAME, and answer its path."
  (let ((path (expand-file-name name ampd-test-project)))
    (write-region text nil path nil 'silent)
    path))

(provide 'support)
;;; support.el ends here
