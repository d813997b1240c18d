;;; reload.el --- Buffers whose files an agent has changed  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defvar ampd-test-changed nil)

(ert-deftest ampd-a-clean-buffer-shows-what-its-file-has-become ()
  (ampd-test-with-project
    (let ((buffer (find-file-noselect (ampd-test-write "a.txt" "one\ntwo\n")))
          (ampd-test-changed nil))
      (with-current-buffer buffer (goto-char 5))
      (ampd-test-in-chat
          (ampd-test-plan (list (ampd-test-calls '("read_file" (:file_path "a.txt")))
                                (ampd-test-calls '("write_file" (:file_path "a.txt"
                                                                 :content "one\n2\n")))
                                "Done."))
        (let ((ampd-approval-functions (list (lambda (_) "allow_once")))
              (ampd-file-changed-functions
               (list (lambda (file) (push (file-name-nondirectory file) ampd-test-changed)))))
          (ampd-test-say-and-wait "go"))
        (should (equal (with-current-buffer buffer (buffer-string)) "one\n2\n"))
        (should (= 5 (with-current-buffer buffer (point))))
        (should (equal ampd-test-changed '("a.txt")))))))

(ert-deftest ampd-a-buffer-with-unsaved-changes-is-left-alone-and-that-is-told ()
  (ampd-test-with-project
    (let ((buffer (find-file-noselect (ampd-test-write "a.txt" "one\n"))))
      (with-current-buffer buffer
        (insert "mine "))
      (ampd-test-in-chat
          (ampd-test-plan (list (ampd-test-calls '("bash" (:command "echo theirs > a.txt")))
                                "Done."))
        (let ((ampd-approval-functions (list (lambda (_) "allow_once"))))
          (ampd-test-say-and-wait "go"))
        (should (equal (with-current-buffer buffer (buffer-string)) "mine one\n"))
        (should (ampd-test-shows "a.txt was changed on disk, and its buffer has changes"))))))

;;; reload.el ends here
