;;; amending.el --- A proposed file is edited before it is accepted  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)
(require 'ampd-amend)

(defmacro ampd-test-amending (text call &rest body)
  "Run BODY in a chat in which CALL, about a.js of TEXT, is asked about.
Without TEXT there is no such file.  CHAT is the chat's buffer."
  (declare (indent 2))
  `(ampd-test-with-project
     (when ,text (ampd-test-write "a.js" ,text))
     (ampd-test-in-chat
         (ampd-test-plan (list (ampd-test-calls '("read_file" (:file_path "a.js")))
                               (ampd-test-calls ,call)
                               "Done."))
       (let ((chat (current-buffer)))
         (ampd-test-say "go")
         (ampd-test-until (ampd-session-questions ampd-session))
         (ampd-next-question)
         ,@body))))

(defconst ampd-test-write-call
  '("write_file" (:file_path "a.js" :content "theirs\nsame\n")))
(defconst ampd-test-edit-call
  '("edit_file" (:file_path "a.js" :old_string "two" :new_string "2")))

(defun ampd-test-open-proposal ()
  "Press the key that opens the proposed file, and go into its buffer."
  (ampd-test-press "e")
  (set-buffer (window-buffer)))

(defun ampd-test-amend (from to)
  "Replace FROM by TO in the proposed file."
  (goto-char (point-min))
  (search-forward from)
  (replace-match to t t))

(ert-deftest ampd-an-edited-new-file-is-the-user-s-and-the-agent-hears-of-it ()
  (ampd-test-amending nil
      '("write_file" (:file_path "deep/er/a.js" :content "theirs\nsame\n"))
    (ampd-test-open-proposal)
    (should (derived-mode-p 'js-mode))
    (should (equal (buffer-string) "theirs\nsame\n"))
    (ampd-test-amend "theirs" "mine 🙂")
    (ampd-test-press "C-c C-c")
    (should-not (string-match-p "proposal" (buffer-name (window-buffer))))
    (with-current-buffer chat
      (ampd-test-until (ampd-test-state-is 'idle))
      (should (equal (ampd-test-file "deep/er/a.js") "mine 🙂\nsame\n"))
      (should (ampd-test-shows "changed and applied by you: write_file"))
      (should (ampd-test-shows "✗ write_file deep/er/a.js"))
      (should (ampd-test-shows "The user changed this edit and applied"))
      (should (ampd-test-shows "-theirs\n *\\+mine 🙂\n *same"))
      (should (ampd-test-shows "Do not apply it again")))))

(ert-deftest ampd-an-edited-change-goes-through-the-buffer-with-undo ()
  (ampd-test-amending "one\r\ntwo\r\n" ampd-test-edit-call
    (let ((file-buffer (find-file-noselect "a.js")))
      (ampd-test-open-proposal)
      (should (equal (buffer-string) "one\n2\n"))
      (ampd-test-amend "one" "1")
      (ampd-test-press "C-c C-c")
      (with-current-buffer chat
        (ampd-test-until (ampd-test-state-is 'idle))
        (should (ampd-test-shows "-one\n *\\+1\n *2")))
      (with-current-buffer file-buffer
        (should-not (buffer-modified-p))
        (should (equal (buffer-string) "1\n2\n"))
        (setq last-command nil)
        (undo)
        (should (equal (buffer-string) "one\ntwo\n")))
      (let ((coding-system-for-read 'utf-8-unix))
        (should (equal (ampd-test-file "a.js") "1\r\n2\r\n"))))))

(ert-deftest ampd-an-edited-change-that-cannot-be-saved-stays-in-its-buffer ()
  (ampd-test-amending "one\ntwo\n" ampd-test-edit-call
    (let ((file-buffer (find-file-noselect "a.js")))
      (with-current-buffer file-buffer
        (add-hook 'write-file-functions (lambda () (error "The disk is full")) nil t))
      (ampd-test-open-proposal)
      (ampd-test-amend "one" "1")
      (ampd-test-press "C-c C-c")
      (with-current-buffer chat
        (ampd-test-until (ampd-test-state-is 'idle))
        (should (ampd-test-shows "applied by you, not saved: edit_file a.js"))
        (should (ampd-test-shows "in a buffer that is not saved yet"))
        (should (equal (ampd-test-file "a.js") "one\ntwo\n")))
      (with-current-buffer file-buffer
        (should (buffer-modified-p))
        (should (equal (buffer-string) "1\n2\n"))))))

(ert-deftest ampd-a-proposal-that-nobody-changed-is-allowed ()
  (ampd-test-amending "one\ntwo\n" ampd-test-edit-call
    (ampd-test-open-proposal)
    (ampd-test-press "C-c C-c")
    (with-current-buffer chat
      (ampd-test-until (ampd-test-state-is 'idle))
      (should (ampd-test-shows "Allow once: edit_file a.js"))
      (should (equal (ampd-test-file "a.js") "one\n2\n")))))

(ert-deftest ampd-a-proposal-can-be-left-and-is-asked-about-still ()
  (ampd-test-amending "one\ntwo\n" ampd-test-edit-call
    (ampd-test-open-proposal)
    (ampd-test-amend "one" "1")
    (ampd-test-press "C-c C-k")
    (with-current-buffer chat
      (should (ampd-session-questions ampd-session))
      (should (equal (ampd-test-file "a.js") "one\ntwo\n"))
      (should-not (find-buffer-visiting "a.js")))))

(ert-deftest ampd-a-proposal-for-another-text-is-refused ()
  (ampd-test-amending "one\ntwo\n" ampd-test-edit-call
    (ampd-test-open-proposal)
    (ampd-test-amend "one" "1")
    (with-current-buffer (find-file-noselect "a.js")
      (insert "typed in between "))
    (should (string-match-p "not the text that this change was made for, in its buffer"
                            (cadr (should-error (ampd-amend-accept) :type 'user-error))))
    (should (equal (buffer-string) "1\n2\n"))
    (ampd-amend-leave)
    (with-current-buffer chat
      (ampd-next-question)
      (should-error (ampd-approval-edit) :type 'user-error)
      (should (ampd-session-questions ampd-session))
      (should (equal (ampd-test-file "a.js") "one\ntwo\n")))))

(ert-deftest ampd-a-new-file-that-is-there-by-now-is-left-alone ()
  (ampd-test-amending nil ampd-test-write-call
    (ampd-test-open-proposal)
    (ampd-test-amend "theirs" "mine")
    (ampd-test-write "a.js" "somebody's\n")
    (should-error (ampd-amend-accept) :type 'user-error)
    (should (equal (ampd-test-file "a.js") "somebody's\n"))))

(ert-deftest ampd-a-secret-that-is-masked-does-not-get-into-a-file ()
  (ampd-test-amending nil
      `("write_file" (:file_path "a.js"
                      :content ,(concat "// " "[REDACTED:" "SECRET]\n")))
    (should (string-match-p "secret that is not shown"
                            (cadr (should-error (ampd-approval-edit) :type 'user-error))))))

(ert-deftest ampd-a-withdrawn-proposal-says-so-and-cannot-be-accepted ()
  (ampd-test-amending nil ampd-test-write-call
    (ampd-test-open-proposal)
    (ampd-test-amend "theirs" "mine")
    (should (string-match-p "C-c C-c accepts" (ampd-amend--header)))
    (with-current-buffer chat
      (ampd-chat-interrupt)
      (ampd-test-until (ampd-test-state-is 'idle))
      (ampd-test-until (null (ampd-session-questions ampd-session))))
    (should (string-match-p "Settled: withdrawn.*cannot be accepted" (ampd-amend--header)))
    (should-error (ampd-amend-accept) :type 'user-error)
    (should-not (file-exists-p "a.js"))
    (should (equal (buffer-string) "mine\nsame\n"))))

(ert-deftest ampd-only-a-file-s-change-is-edited ()
  (ampd-test-amending nil '("bash" (:command "touch one"))
    (should-error (ampd-approval-edit) :type 'user-error)
    (should-not (ampd-test-shows "Edit it first"))))

;;; amending.el ends here
