;;; a-turn.el --- A turn with a tool, an approval and an edit  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(ert-deftest ampd-a-whole-turn ()
  (ampd-test-with-chat
      (list '(:thinking "Hm, a file." :text "I **write** it: wörld 🙂."
              :tool_calls [(:id "w" :name "write_file"
                            :input (:file_path "a.txt" :content "one\n"))])
            "It is done.")
    (ampd-test-say "Write a.txt")
    (ampd-test-until (ampd-session-questions ampd-session))
    (should (ampd-test-shows "❯ Write a.txt"))
    (should (ampd-test-shows "▸ Thought"))
    (should (ampd-test-shows "I \\*\\*write\\*\\* it: wörld 🙂\\."))
    (should (ampd-test-shows "^  \\+one$"))
    (should-not (file-exists-p "a.txt"))
    (should (string-match-p "asks" (ampd-header-notice)))
    (should (string-match-p "1 to answer" (ampd-header-line)))
    (ampd-next-question)
    (ampd-test-press "y")
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (equal (ampd-test-file "a.txt") "one\n"))
    (should (ampd-test-shows "Allow once: write_file a.txt"))
    (should (ampd-test-shows "✓ write_file a.txt"))
    (ampd-test-until (ampd-test-shows "It is done\\."))
    (should (equal (ampd-header-notice) ""))))

(ert-deftest ampd-what-fails-is-open ()
  (ampd-test-with-chat (list (ampd-test-calls '("read_file" (:file_path "nothing.txt")))
                             "Nothing there.")
    (ampd-test-say-and-wait "read it")
    (should (ampd-test-shows "✗ read_file nothing.txt\n  .*nothing.txt"))))

(ert-deftest ampd-a-provider-s-error-is-told-and-the-prompt-is-the-draft-again ()
  (ampd-test-with-chat '((:error (:kind "RateLimit" :message "too much" :retry_after 1)))
    (ampd-test-say "hello")
    (ampd-test-until (ampd-test-shows "too much (provider-rate-limited)"))
    (ampd-test-until (ampd-test-state-is 'idle))
    (should (equal (ampd-render-draft) "hello"))))

(ert-deftest ampd-a-click-pushes-a-button-and-the-second-of-two-does-not ()
  (ampd-test-with-chat '("ok")
    (let ((pushes 0))
      (ampd-transcript-buttons (cons "Push" (lambda () (setq pushes (1+ pushes)))))
      (search-backward "[Push]")
      (mapc #'ampd-test-click '(mouse-1 double-mouse-1 triple-mouse-1))
      (should (= pushes 1)))))

;;; a-turn.el ends here
