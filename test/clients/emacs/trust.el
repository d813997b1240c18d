;;; trust.el --- What in a workspace acts only with the user's trust  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defconst ampd-test-settings
  "modules: { tools: [{ module: tool-evil, source: \"exec:touch mark\" }] }\n")

(defmacro ampd-test-in-workspace (&rest body)
  "Run BODY in a chat of a project whose own settings start a program."
  (declare (indent 0))
  `(ampd-test-with-project
     (make-directory ".ampd")
     (ampd-test-write ".ampd/settings.yaml" ampd-test-settings)
     (let ((ampd-profile "demo"))
       (with-current-buffer (ampd-open-new (directory-file-name ampd-test-project) nil nil)
         (switch-to-buffer (current-buffer))
         (ampd-test-until (ampd-test-state-is 'idle))
         ,@body))))

(defun ampd-test-review (answer)
  "Push the button that shows what waits, and answer the question by ANSWER.
Answer what was shown when it was asked."
  (let ((shown nil))
    (cl-letf (((symbol-function 'yes-or-no-p)
               (lambda (_)
                 (setq shown (with-current-buffer "*ampd: trust*" (buffer-string)))
                 answer)))
      (goto-char (point-min))
      (search-forward "[See what waits for your trust]")
      (backward-char 3)
      (ampd-test-press "RET")
      (ampd-test-until shown))))

(defun ampd-test-waiting ()
  "Answer how many things in the project wait for trust."
  (let ((result nil))
    (ampd-server-request (ampd-method workspace/trust) `(:cwd ,(ampd-session-cwd ampd-session))
                         (lambda (answer) (setq result answer)) #'error)
    (ampd-test-until result)
    (seq-count (lambda (item) (not (ampd-get item :trusted))) (ampd-get result :items))))

(ert-deftest ampd-what-waits-for-trust-is-shown-and-waits-until-it-is-given ()
  (ampd-test-in-workspace
    (should (string-match-p "settings\\.yaml" (ampd-test-review nil)))
    (should (= (ampd-test-waiting) 1))
    (ampd-test-review t)
    (ampd-test-until (= (ampd-test-waiting) 0))
    (should-not (file-exists-p "mark"))))

(ert-deftest ampd-trust-is-for-what-was-shown ()
  (ampd-test-in-workspace
    (ampd-test-review t)
    (ampd-test-until (= (ampd-test-waiting) 0))
    (ampd-test-write ".ampd/settings.yaml"
                     (string-replace "touch mark" "touch other" ampd-test-settings))
    (should (= (ampd-test-waiting) 1))))

;;; trust.el ends here
