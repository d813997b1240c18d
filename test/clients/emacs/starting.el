;;; starting.el --- ampd is missing, ends, or comes back  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defmacro ampd-test-failing-chat (command &rest body)
  "Run BODY in a chat whose ampd is to be started by COMMAND."
  (declare (indent 1))
  `(ampd-test-with-project
     (ampd-server-stop)
     (ampd-test-until (not (ampd-server-live-p)))
     (let ((ampd-command ,command))
       (with-current-buffer (ampd-open-new (directory-file-name ampd-test-project))
         ,@body))))

(ert-deftest ampd-a-program-that-is-missing-is-told-with-what-to-do ()
  (ampd-test-failing-chat "no-such-ampd"
    (ampd-test-until (ampd-test-state-is 'failed))
    (should (ampd-test-shows "no-such-ampd.*no program"))
    (should (ampd-test-shows "\\[Try again\\]"))))

(ert-deftest ampd-node-that-is-missing-is-told-with-what-to-do ()
  (ampd-test-failing-chat nil
    (ignore))
  (let ((ampd-command nil) (exec-path nil) (ampd-node-program "no-such-node"))
    (should (string-match-p "Node.js 20.19 or later"
                            (cadr (should-error (ampd-locate-command)))))))

(ert-deftest ampd-last-words-are-told-when-ampd-does-not-start-and-the-draft-is-kept ()
  (ampd-test-failing-chat '("sh" "-c" "echo out of cheese >&2; exit 3")
    (ampd-test-say "hello")
    (ampd-test-until (ampd-test-state-is 'failed))
    (should (ampd-test-shows "ampd ended with exit code 3; its last lines:\nout of cheese"))
    (should (equal (ampd-render-draft) "hello"))))

(ert-deftest ampd-what-is-sent-to-an-ampd-that-is-stopped-is-sent-when-it-goes-on ()
  (ampd-test-with-chat '("Answer.")
    (signal-process (ampd-server-pid) 'STOP)
    (ampd-test-until (eq 'stop (process-status (ampd-server-process ampd-server--current))))
    (ampd-test-say "hello")
    (signal-process (ampd-server-pid) 'CONT)
    (ampd-test-until (ampd-test-shows "❯ hello\n\nAnswer\\."))))

(ert-deftest ampd-a-server-that-ends-at-once-is-started-once ()
  (let ((ampd-server-started-hook
         (cons (lambda () (ampd-test-until (not (ampd-server-live-p))))
               ampd-server-started-hook)))
    (ampd-test-failing-chat (list "sh" "-c" "echo started >> \"$0\""
                                  (expand-file-name "starts" ampd-test-project))
      (ampd-test-until (ampd-test-state-is 'failed))
      (should (equal (ampd-test-file "starts") "started\n")))))

(ert-deftest ampd-what-is-typed-before-the-session-is-there-is-sent-then ()
  (ampd-test-with-project
    (with-current-buffer (ampd-open-new (directory-file-name ampd-test-project) nil
                                        (list :mountPlan (ampd-test-plan '("Answer."))))
      (ampd-test-say "early")
      (ampd-test-until (ampd-test-shows "❯ early\n\nAnswer\\.")))))

(ert-deftest ampd-a-chat-that-is-killed-while-it-starts-leaves-no-session-live ()
  (ampd-test-with-project
    (let ((chat (ampd-open-new (directory-file-name ampd-test-project) nil
                               (list :mountPlan (ampd-test-plan '("ok")))))
          (statuses nil))
      (kill-buffer chat)
      (ampd-test-until
       (progn
         (ampd-server-request
          (ampd-method session/list) `(:cwd ,ampd-test-project)
          (lambda (result)
            (setq statuses (seq-map (lambda (session) (ampd-get session :status))
                                    (ampd-get result :sessions)))))
         (accept-process-output nil 0.1)
         (equal statuses '("stored")))))))

(ert-deftest ampd-a-button-that-brings-a-session-back-acts-once ()
  (ampd-test-with-project
    (ampd-server-stop)
    (ampd-test-until (not (ampd-server-live-p)))
    (with-current-buffer
        (let ((ampd-command "no-such-ampd"))
          (ampd-open-new (directory-file-name ampd-test-project) nil
                         (list :mountPlan (ampd-test-plan '("ok")))))
      (switch-to-buffer (current-buffer))
      (ampd-test-until (ampd-test-state-is 'failed))
      (goto-char (point-min))
      (search-forward "[Try again]")
      (backward-char 2)
      (ampd-chat-return)
      (ampd-chat-return)
      (ampd-test-until (ampd-test-state-is 'idle))
      (ampd-chat-return)
      (ampd-test-say-and-wait "hello")
      (should (ampd-test-shows "❯ hello\n\nok"))
      (should-not (ampd-test-shows "session-exists")))))

(ert-deftest ampd-completion-starts-no-ampd-and-needs-none ()
  (ampd-test-failing-chat "no-such-ampd"
    (switch-to-buffer (current-buffer))
    (goto-char (point-max))
    (insert "/comp")
    (ampd-test-press "TAB")
    (should (equal (ampd-render-draft) "/compact"))
    (setq ampd-command "node")
    (ampd-test-press "DEL TAB")
    (should-not (ampd-server-live-p))))

(ert-deftest ampd-a-session-comes-back-after-ampd-was-killed ()
  (ampd-test-with-chat '("First." "Second." "Third.")
    (ampd-test-say-and-wait "one")
    (ampd-test-until (ampd-session-completed-turn ampd-session))
    (signal-process (ampd-server-pid) 'KILL)
    (ampd-test-until (ampd-test-state-is 'gone))
    (should (ampd-test-shows "ampd ended by signal 9"))
    (should-error (ampd-test-say "two") :type 'user-error)
    (should (equal (ampd-render-draft) "two"))
    (goto-char (point-min))
    (search-forward "[Bring the session back]")
    (backward-char 2)
    (ampd-chat-return)
    (ampd-test-until (ampd-test-state-is 'idle))
    (goto-char (point-max))
    (ampd-chat-return)
    (ampd-test-until (ampd-test-shows "❯ two\n\n\\(?:First\\|Second\\)\\."))))

(ert-deftest ampd-a-profile-that-is-unknown-is-told ()
  (ampd-test-with-project
    (with-current-buffer (ampd-open-new (directory-file-name ampd-test-project) "no-such")
      (ampd-test-until (ampd-test-state-is 'failed))
      (should (ampd-test-shows "profile-not-found")))))

;;; starting.el ends here
