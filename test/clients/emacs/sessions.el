;;; sessions.el --- Stored sessions  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)
(require 'ampd-sessions)

(defun ampd-test-stored-session ()
  "Make a session with a turn, stop ampd, and answer the session's id."
  (let ((id nil))
    (ampd-test-in-chat (ampd-test-plan
                        (list '(:thinking "A thought." :text "I read it."
                                :tool_calls [(:id "r" :name "read_file"
                                              :input (:file_path "a.txt"))
                                             (:id "n" :name "read_file"
                                              :input (:file_path "nothing.txt"))])
                              "It says hello."))
      (setq id (ampd-session-id ampd-session))
      (ampd-test-say-and-wait "read a.txt")
      (kill-buffer))
    (ampd-server-stop)
    (ampd-test-until (not (ampd-server-live-p)))
    id))

(defun ampd-test-list ()
  "Show the list of sessions and wait for what is in it."
  (let ((default-directory (file-name-as-directory ampd-test-project)))
    (ampd-sessions))
  (ampd-test-until (> (buffer-size) 0))
  (goto-char (point-min)))

(ert-deftest ampd-a-session-is-listed-and-comes-back-with-its-history ()
  (ampd-test-with-project
    (ampd-test-write "a.txt" "hello")
    (let ((id (ampd-test-stored-session)))
      (ampd-test-list)
      (should (string-match-p "read a.txt" (buffer-string)))
      (ampd-test-press "RET")
      (should (equal (ampd-session-id ampd-session) id))
      (ampd-test-until (ampd-test-state-is 'idle))
      (should (ampd-test-shows "❯ read a.txt"))
      (should (ampd-test-shows "▸ Thought"))
      (should (ampd-test-shows "▸ ✓ read_file a.txt"))
      (should (ampd-test-shows "▾ ✗ read_file nothing.txt\n  .*nothing.txt"))
      (should (ampd-test-shows "It says hello\\."))
      (goto-char (point-min))
      (search-forward "read_file")
      (ampd-test-press "RET")
      (should (ampd-test-shows "hello"))
      (ampd-test-say-and-wait "and now?")
      (should (ampd-test-shows "❯ and now\\?\\(?:.\\|\n\\)*\\(?:I read it\\|It says\\)")))))

(ert-deftest ampd-a-session-can-be-forked-and-deleted ()
  (ampd-test-with-project
    (ampd-test-write "a.txt" "hello")
    (let ((id (ampd-test-stored-session)))
      (ampd-test-list)
      (ampd-test-press "f")
      (ampd-test-until (with-current-buffer (window-buffer) (derived-mode-p 'ampd-chat-mode)))
      (set-buffer (window-buffer))
      (ampd-test-until (ampd-test-state-is 'idle))
      (should-not (equal (ampd-session-id ampd-session) id))
      (should (ampd-test-shows "It says hello\\."))
      (kill-buffer)
      (ampd-test-list)
      (ampd-test-until (= 2 (count-lines (point-min) (point-max))))
      (cl-letf (((symbol-function 'yes-or-no-p) #'always))
        (ampd-test-press "d"))
      (ampd-test-until (= 1 (count-lines (point-min) (point-max)))))))

;;; sessions.el ends here
