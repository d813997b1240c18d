;;; context.el --- What a prompt is about  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)
(require 'ampd-context)

(defmacro ampd-test-in-file (name text &rest body)
  "Run BODY in the buffer of the file NAME of TEXT, in a project with a chat."
  (declare (indent 2))
  `(ampd-test-with-project
     (let ((buffer (find-file-noselect (ampd-test-write ,name ,text))))
       (ampd-test-in-chat (ampd-test-plan '("ok")))
       (with-current-buffer buffer ,@body))))

(defun ampd-test-draft ()
  "Answer the draft of the chat that is shown, and empty it."
  (with-current-buffer (window-buffer)
    (should (derived-mode-p 'ampd-chat-mode))
    (prog1 (ampd-render-draft)
      (ampd-render-set-draft ""))))

(ert-deftest ampd-region-function-and-file-go-into-the-draft ()
  (ampd-test-in-file "a.el" "(defun one ()\n  1)\n\n(defun two ()\n  \"```\")\n"
    (transient-mark-mode 1)
    (set-mark (point-min))
    (goto-char (point-min))
    (forward-line 2)
    (activate-mark)
    (ampd-send-region (mark) (point))
    (should (equal (ampd-test-draft) "a.el, lines 1-2:\n```\n(defun one ()\n  1)\n```\n"))
    (set-buffer buffer)
    (goto-char (point-max))
    (forward-line -1)
    (ampd-send-defun)
    (should (equal (ampd-test-draft)
                   "a.el, lines 4-5:\n````\n(defun two ()\n  \"```\")\n````\n"))
    (set-buffer buffer)
    (ampd-send-file)
    (should (equal (ampd-test-draft) "@a.el "))
    (set-buffer buffer)
    (insert ";; new")
    (ampd-send-file)
    (should (string-match-p "not saved yet" (ampd-test-draft)))))

(ert-deftest ampd-diagnostics-go-into-the-draft ()
  (ampd-test-in-file "a.txt" "one\n"
    (should-error (ampd-send-diagnostics) :type 'user-error)
    (cl-letf (((symbol-function 'ampd-editor-diagnostics)
               (lambda (_) '((:line 1 :severity "error" :message "wrong")))))
      (ampd-send-diagnostics))
    (should (equal (ampd-test-draft) "Diagnostics of a.txt:\n- line 1, error: wrong\n"))))

(ert-deftest ampd-files-and-commands-are-completed ()
  (ampd-test-in-file "some-file.txt" "one\n"
    (set-buffer (car (ampd-session-chats)))
    (goto-char (point-max))
    (insert "look at @some")
    (ampd-test-press "TAB")
    (should (equal (ampd-render-draft) "look at @some-file.txt"))
    (ampd-render-set-draft "/comp")
    (goto-char (point-max))
    (ampd-test-press "TAB")
    (should (equal (ampd-render-draft) "/compact"))
    (ampd-test-press "RET")
    (ampd-test-until (ampd-test-shows "nothing to compact"))
    (should (equal (ampd-render-draft) ""))))

;; The server answers in its time: `start_wait' is generous.
(ert-deftest ampd-a-prompt-of-a-server-is-a-command ()
  (ampd-test-with-project
    (ampd-test-in-chat
        (ampd-test-plan
         '("Hello, Ann.")
         :tools `[(:module "tool-mcp"
                   :config (:start_wait 50
                            :servers (:good (:command "node" :start_timeout 50
                                             :args [,(expand-file-name
                                                      "test/support/mcp/good-server.mjs"
                                                      ampd-test-root)]))))])
      (ampd-test-until (member "/mcp_good_greet" (ampd-prompts-names)))
      (goto-char (point-max))
      (insert "/mcp_good_gr")
      (ampd-test-press "TAB")
      (should (equal (ampd-render-draft) "/mcp_good_greet"))
      (cl-letf (((symbol-function 'read-string) (lambda (&rest _) "Ann")))
        (ampd-test-press "RET"))
      (ampd-test-until (ampd-test-shows "❯ Greet Ann\\.\\(?:.\\|\n\\)*Hello, Ann\\.")))))

(ert-deftest ampd-model-and-mode-are-chosen ()
  (ampd-test-with-chat '("ok")
    (cl-letf (((symbol-function 'completing-read)
               (lambda (prompt rows &rest _)
                 (if (string-match-p "Model" prompt) (caar rows) "read-only"))))
      (ampd-configure-model)
      (ampd-test-until (ampd-session-model ampd-session))
      (ampd-configure-mode)
      (ampd-test-until (string-match-p "mock-1, read-only" (ampd-header-line))))))

(ert-deftest ampd-the-menu-opens ()
  (require 'ampd-menu)
  (ampd-test-with-chat '("ok")
    (call-interactively #'ampd-menu)
    (should (eq transient-current-prefix nil))
    (transient-quit-all)))

;;; context.el ends here
