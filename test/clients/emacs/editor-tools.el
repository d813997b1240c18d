;;; editor-tools.el --- This Emacs as tools of an agent  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)
(require 'flymake)

(defun ampd-test-call (name input)
  "Call the tool NAME of this chat's session with INPUT and answer the result."
  (let ((result nil))
    (ampd-session-request (ampd-method tool/call) `(:name ,name :input ,input)
                          (lambda (answer) (setq result answer))
                          (lambda (failure) (setq result (list :failure failure))))
    (ampd-test-until result)))

(defmacro ampd-test-with-open-file (name text &rest body)
  "Run BODY in a chat, with the file NAME of TEXT open as BUFFER."
  (declare (indent 2))
  `(ampd-test-with-project
     (let ((buffer (find-file-noselect (ampd-test-write ,name ,text))))
       (ampd-test-in-chat (ampd-test-plan '("ok")) ,@body))))

(defun ampd-test-hash (name)
  "Answer the hash of the buffer of the file NAME, as an agent gets it."
  (ampd-get (ampd-test-call "emacs_read_buffer" `(:path ,name)) :output :hash))

(ert-deftest ampd-an-agent-reads-what-is-not-saved ()
  (ampd-test-with-open-file "a.txt" "saved\n"
    (with-current-buffer buffer
      (goto-char (point-max))
      (insert "not saved 🙂\n"))
    (let* ((result (ampd-test-call "emacs_read_buffer" '(:path "a.txt")))
           (output (ampd-get result :output)))
      (should (equal (ampd-get output :text) "saved\nnot saved 🙂\n"))
      (should (ampd-get output :unsaved)))
    (should-not (ampd-session-questions ampd-session))
    (should (equal (ampd-test-file "a.txt") "saved\n"))))

(ert-deftest ampd-files-of-elsewhere-are-nobody-s-business ()
  (ampd-test-with-open-file "a.txt" "here\n"
    (let ((other (make-temp-file "ampd-elsewhere-")))
      (unwind-protect
          (progn
            (find-file-noselect other)
            (let ((result (ampd-test-call "emacs_read_buffer" `(:path ,other))))
              (should-not (ampd-get result :success))
              (should (string-match-p "only files of the working directory"
                                      (ampd-get result :error :message))))
            (let ((listed (ampd-get (ampd-test-call "emacs_buffers" nil) :output :buffers)))
              (should (equal (seq-map (lambda (one) (ampd-get one :path)) listed)
                             '("a.txt")))))
        (delete-file other)))))

(defun ampd-test-edit (base-hash old new)
  "Edit a.txt from BASE-HASH, replacing OLD by NEW; answer what came of it.
The question is answered with yes."
  (let ((ampd-approval-functions (list (lambda (_) "allow_once"))))
    (ampd-test-call "emacs_edit_buffer"
                    `(:path "a.txt" :base_hash ,base-hash :old_string ,old :new_string ,new))))

(ert-deftest ampd-an-edit-goes-through-the-buffer-and-can-be-undone ()
  (ampd-test-with-open-file "a.txt" "one\ntwo\n"
    (let ((result (ampd-test-edit (ampd-test-hash "a.txt") "two" "2")))
      (should (ampd-get result :success))
      (should (ampd-get result :output :saved))
      (should (equal (ampd-test-file "a.txt") "one\n2\n")))
    (with-current-buffer buffer
      (should (equal (buffer-string) "one\n2\n"))
      (setq last-command nil)
      (undo)
      (should (equal (buffer-string) "one\ntwo\n")))))

(ert-deftest ampd-an-edit-keeps-what-is-not-saved ()
  (ampd-test-with-open-file "a.txt" "one\n"
    (with-current-buffer buffer
      (goto-char (point-max))
      (insert "mine\n"))
    (let ((result (ampd-test-edit (ampd-test-hash "a.txt") "one" "1")))
      (should (ampd-get result :success))
      (should-not (ampd-get result :output :saved)))
    (should (equal (with-current-buffer buffer (buffer-string)) "1\nmine\n"))
    (should (equal (ampd-test-file "a.txt") "one\n"))))

(ert-deftest ampd-an-edit-of-what-was-not-read-is-refused ()
  (ampd-test-with-open-file "a.txt" "one one\n"
    (let ((hash (ampd-test-hash "a.txt")))
      (should (string-match-p "more than once"
                              (ampd-get (ampd-test-edit hash "one" "1") :error :message)))
      (with-current-buffer buffer
        (insert "typed in between "))
      (should (string-match-p "base_hash does not fit"
                              (ampd-get (ampd-test-edit hash "one one" "1")
                                        :error :message)))
      (should (equal (with-current-buffer buffer (buffer-string))
                     "typed in between one one\n")))))

(ert-deftest ampd-an-edit-is-asked-about-with-its-change ()
  (ampd-test-with-open-file "a.txt" "one\ntwo three\n"
    (let ((hash (ampd-test-hash "a.txt")) (result nil))
      (ampd-session-request
       (ampd-method tool/call)
       `(:name "emacs_edit_buffer"
         :input (:path "a.txt" :base_hash ,hash :old_string "three" :new_string "3"))
       (lambda (answer) (setq result answer)))
      (ampd-test-until (ampd-session-questions ampd-session))
      (should (ampd-test-shows "@@ -2,1 \\+2,1 @@\n  -two three\n  \\+two 3"))
      (ampd-next-question)
      (ampd-test-press "n")
      (ampd-test-until result)
      (should-not (ampd-get result :success))
      (should (equal (ampd-test-file "a.txt") "one\ntwo three\n")))))

(ert-deftest ampd-a-file-with-unsaved-changes-is-not-written-behind-them ()
  (ampd-test-with-project
    (let ((buffer (find-file-noselect (ampd-test-write "a.txt" "one\n"))))
      (with-current-buffer buffer
        (insert "mine "))
      (ampd-test-in-chat
          (ampd-test-plan (list (ampd-test-calls
                                 '("read_file" (:file_path "a.txt"))
                                 '("write_file" (:file_path "a.txt" :content "theirs")))
                                "Refused."))
        (let ((ampd-approval-functions (list (lambda (_) "allow_once"))))
          (ampd-test-say-and-wait "go"))
        (should (ampd-test-shows "not saved.*emacs_read_buffer"))
        (should (equal (ampd-test-file "a.txt") "one\n"))
        (should (equal (with-current-buffer buffer (buffer-string)) "mine one\n"))))))

(ert-deftest ampd-diagnostics-and-the-region-can-be-asked-for ()
  (ampd-test-with-open-file "a.txt" "one\ntwo\n"
    (with-current-buffer buffer
      (flymake-mode 1)
      (setq-local flymake-diagnostic-functions
                  (list (lambda (report &rest _)
                          (funcall report
                                   (list (flymake-make-diagnostic
                                          (current-buffer) 5 8 :error "two is wrong"))))))
      (flymake-start)
      (ampd-test-until (flymake-diagnostics))
      (transient-mark-mode 1)
      (goto-char 5)
      (set-mark 8))
    (let ((found (ampd-get (ampd-test-call "emacs_diagnostics" '(:path "a.txt"))
                           :output :diagnostics)))
      (should (equal (append found nil)
                     '((:line 2 :severity "error" :message "two is wrong")))))
    (should (equal (ampd-get (ampd-test-call "emacs_selection" nil) :output)
                   '(:path "a.txt" :start_line 2 :end_line 2 :text "two")))))

;;; editor-tools.el ends here
