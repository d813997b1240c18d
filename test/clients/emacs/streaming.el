;;; streaming.el --- Much that comes fast  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defconst ampd-test-pieces 20000)

(defun ampd-test-long-text ()
  "Answer a text whose lines tell them apart, of `ampd-test-pieces' characters."
  (let ((lines (mapcar (lambda (n) (format "line %05d of the answer\n" n))
                       (number-sequence 1 (/ ampd-test-pieces 25)))))
    (substring (apply #'concat lines) 0 (1- ampd-test-pieces))))

(defun ampd-test-piecewise (response)
  "Answer a plan that streams RESPONSE a character at a time."
  `(:session (:orchestrator "loop-streaming" :context "context-simple")
    :providers [(:module "provider-mock"
                 :config (:responses [,response] :chunk_chars 1))]))

(ert-deftest ampd-twenty-thousand-pieces-leave-room-for-keys ()
  (ampd-test-with-project
    (let* ((text (ampd-test-long-text))
           (ticks 0)
           (timer nil))
      (ampd-test-in-chat (ampd-test-piecewise text)
        (insert "typed ")
        (ampd-send-prompt "go")
        (ampd-test-until (ampd-test-shows "line 00001"))
        (setq timer (run-at-time 0 0.05 (lambda ()
                                          (setq ticks (1+ ticks))
                                          (goto-char (point-max))
                                          (insert "k"))))
        (ampd-test-until (ampd-test-state-is 'idle))
        (cancel-timer timer)
        ;; What others do was let in between; how often is the machine's affair.
        (should (> ticks 3))
        (should (equal (ampd-render-draft) (concat "typed " (make-string ticks ?k))))
        (goto-char (point-min))
        (search-forward "line 00001")
        (should (equal text (buffer-substring-no-properties
                             (line-beginning-position)
                             (+ (line-beginning-position) (length text)))))))))

(ert-deftest ampd-a-long-line-is-cut-in-view-and-is-there-behind-a-button ()
  (ampd-test-with-project
    (let ((text (concat (make-string 100000 ?x) "\nnext line")))
      (ampd-test-in-chat (ampd-test-plan (list text))
        (ampd-test-say-and-wait "go")
        (should (< (buffer-size) 5000))
        (should (ampd-test-shows "^next line"))
        (goto-char (point-min))
        (search-forward "[show the rest of this line]")
        (backward-char 3)
        (ampd-chat-return)
        (set-buffer (window-buffer))
        (should (= (buffer-size) (- 100000 ampd-max-line-chars)))
        (kill-buffer)))))

(ert-deftest ampd-a-tool-s-output-costs-nothing-while-it-is-closed ()
  (ampd-test-with-chat
      (list (ampd-test-calls '("bash" (:command "seq 1 5000"))) "Done.")
    (let ((ampd-approval-functions (list (lambda (_) "allow_once"))))
      (ampd-test-say-and-wait "go"))
    (should (< (buffer-size) 500))
    (goto-char (point-min))
    (search-forward "✓ bash")
    (ampd-chat-return)
    (should (ampd-test-shows "^  200$"))
    (should-not (ampd-test-shows "^  201$"))
    (goto-char (point-min))
    (search-forward "[show all of it]")
    (backward-char 3)
    (ampd-chat-return)
    (set-buffer (window-buffer))
    (should (string-match-p "^2000$" (buffer-string)))
    (kill-buffer)))

;;; streaming.el ends here
