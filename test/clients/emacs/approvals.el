;;; approvals.el --- Questions that wait  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)
(require 'ampd-diff)

(defconst ampd-test-command (format "echo %s > made.txt" (make-string 3000 ?x)))

(defun ampd-test-asked (count)
  "Wait until COUNT questions wait."
  (ampd-test-until (= (length (ampd-session-questions ampd-session)) count)))

(defun ampd-test-shell (&rest commands)
  "Answer a response that runs COMMANDS."
  (apply #'ampd-test-calls
         (mapcar (lambda (command) `("bash" (:command ,command))) commands)))

(ert-deftest ampd-several-questions-wait-and-each-gets-its-own-answer ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one" "touch two" "touch three") "Done.")
    (ampd-test-say "go")
    (ampd-test-asked 3)
    (should (string-match-p "asks 3" (ampd-header-notice)))
    (ampd-test-answer "touch two" "n")
    (ampd-test-answer "touch three" "y")
    (ampd-test-answer "touch one" "y")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (equal (mapcar #'file-exists-p '("one" "two" "three")) '(t nil t)))
    (should (ampd-test-shows "Deny: bash touch two"))
    (should (ampd-test-shows "✗ bash touch two"))))

(defun ampd-test-answer (command key)
  "Answer the question about COMMAND by KEY."
  (goto-char (point-min))
  (re-search-forward (concat "May this happen\\? bash " command))
  (ampd-test-press key))

(ert-deftest ampd-the-whole-command-is-shown-and-no-key-is-taken-elsewhere ()
  (ampd-test-with-chat (list (ampd-test-shell ampd-test-command) "Done.")
    (goto-char (point-max))
    (insert "a dr")
    (setf (ampd-session-state ampd-session) 'idle)
    (let ((draft-point (point)))
      (ampd-send-prompt "go")
      (ampd-test-asked 1)
      (should (ampd-render-in-draft-p))
      (should (> (point) draft-point)))
    (should (ampd-test-shows (make-string 3000 ?x)))
    (ampd-test-press "a f t y n !")
    (should (equal (ampd-render-draft) "a draftyn!"))
    (should (= (length (ampd-session-questions ampd-session)) 1))
    (ampd-test-press "C-c C-a")
    (should-not (ampd-render-in-draft-p))
    (ampd-test-press "n")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should-not (file-exists-p "made.txt"))
    (should (equal (ampd-render-draft) "a draftyn!"))))

(ert-deftest ampd-what-a-command-hides-is-shown ()
  (ampd-test-with-chat (list (ampd-test-shell "touch x #\u202e\u200b\x1b[2K") "Done.")
    (ampd-test-say "go")
    (ampd-test-asked 1)
    (should (ampd-test-shows "touch x #\\\\u202e\\\\u200b\\\\x1b\\[2K"))))

(ert-deftest ampd-a-question-is-withdrawn-with-its-turn ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one" "touch two") "Done.")
    (ampd-test-say "go")
    (ampd-test-asked 2)
    (ampd-chat-interrupt)
    (ampd-test-until (ampd-test-state-is 'idle))
    (ampd-test-asked 0)
    (should (ampd-test-shows "withdrawn: bash touch one"))
    (should-not (file-exists-p "one"))))

(ert-deftest ampd-a-button-answers-too ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one") "Done.")
    (ampd-test-say "go")
    (ampd-test-asked 1)
    (goto-char (point-min))
    (search-forward "[Allow exactly this command for this session]")
    (backward-char 3)
    (ampd-test-press "RET")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (file-exists-p "one"))))

(ert-deftest ampd-a-function-of-the-user-s-may-answer ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one") "Done.")
    (let ((ampd-approval-functions
           (list (lambda (params)
                   (and (equal (ampd-get params :toolCall :input :command) "touch one")
                        "allow_once")))))
      (ampd-test-say-and-wait "go"))
    (should (file-exists-p "one"))
    (should (ampd-test-shows "bash touch one: Allow once, by `ampd-approval-functions'"))))

(ert-deftest ampd-a-hook-that-fails-leaves-the-question-to-the-user ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one") "Done.")
    (let ((ampd-question-hook (list (lambda () (error "No bell"))))
          (ampd-approval-functions (list (lambda (_) (signal 'quit nil)))))
      (ampd-test-say "go")
      (ampd-test-asked 1))
    (should (ampd-test-shows "`ampd-approval-functions' failed: Quit"))
    (should (ampd-test-shows "`ampd-question-hook' failed: No bell"))
    (ampd-test-answer "touch one" "y")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (file-exists-p "one"))))

(ert-deftest ampd-functions-that-fail-leave-the-question-to-the-user ()
  (ampd-test-with-chat (list (ampd-test-shell "touch one") "Done.")
    (let ((ampd-approval-functions (list (lambda (_) (error "No rule"))))
          (ampd-approval-diff-functions (list (lambda (&rest _) (error "No diff")))))
      (ampd-test-say "go")
      (ampd-test-until (or (ampd-session-questions ampd-session)
                           (ampd-test-state-is 'idle)))
      (ampd-test-asked 1))
    (should (ampd-test-shows "`ampd-approval-functions' failed: No rule"))
    (should (ampd-test-shows "`ampd-approval-diff-functions' failed: No diff"))
    (ampd-test-answer "touch one" "y")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (file-exists-p "one"))))

(ert-deftest ampd-a-change-can-be-viewed-and-rejected-with-a-reason ()
  (ampd-test-with-chat
      (list (ampd-test-calls '("write_file" (:file_path "a.txt" :content "one\ntwo\n"))) "Done.")
    (let ((chat (current-buffer)))
      (ampd-test-say "go")
      (ampd-test-asked 1)
      (ampd-next-question)
      (ampd-test-press "v")
      (should (derived-mode-p 'diff-mode))
      (should (string-match-p "^\\+two$" (buffer-string)))
      (ampd-test-press "q")
      (with-current-buffer chat
        (ampd-test-asked 1)
        (ampd-next-question)
        (ampd-test-press "v"))
      (set-buffer (window-buffer))
      (ampd-diff-reject-with-reason "not now")
      (with-current-buffer chat
        (ampd-test-until (ampd-test-state-is 'idle))
        (should (ampd-test-shows "✗ write_file a.txt\n  .*not now"))
        (should-not (file-exists-p "a.txt"))))))

;;; approvals.el ends here
