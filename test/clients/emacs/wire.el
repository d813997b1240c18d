;;; wire.el --- Messages, however they come  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Code:

(require 'support)

(defun ampd-test-received (&rest chunks)
  "Answer what a wire has received when CHUNKS came: messages and faults."
  (let* ((messages nil) (faults nil)
         (process (make-pipe-process :name "script" :noquery t
                                     :buffer (generate-new-buffer " *script*")))
         (wire (ampd-wire-attach process (lambda (one) (push one messages))
                                 (lambda (text) (push text faults)))))
    (dolist (chunk chunks)
      (funcall (process-filter process) process (encode-coding-string chunk 'utf-8)))
    (ampd-test-until (zerop (ampd-wire-count wire)))
    (delete-process process)
    (kill-buffer (process-buffer process))
    (list (nreverse messages) (nreverse faults))))

(ert-deftest ampd-lines-are-put-together-and-taken-apart ()
  (should (equal (ampd-test-received "{\"a\":1}\n{\"b" "\":\"ü\u2028" "\"}\r\n\n" "[{\"c\":null},"
                                     "{\"d\":false}]\n{\"not\":\"whole")
                 '(((:a 1) (:b "ü\u2028") (:c :null) (:d :false)) nil))))

(ert-deftest ampd-what-is-no-json-is-told-and-the-next-line-counts ()
  (pcase-let ((`(,messages ,faults) (ampd-test-received "rubbish\n{\"a\":1}\n")))
    (should (equal messages '((:a 1))))
    (should (string-match-p "not JSON.*rubbish" (car faults)))))

(ert-deftest ampd-a-process-that-floods-is-not-read-for-a-while ()
  (let* ((count 0)
         (process (make-pipe-process :name "script" :noquery t
                                     :buffer (generate-new-buffer " *script*")))
         (wire (ampd-wire-attach process (lambda (_) (setq count (1+ count))) #'error))
         (lines (* 2 ampd-wire--max-queued)))
    (ampd-wire--filter process (apply #'concat (make-list lines "{}\n")))
    (should (eq t (process-filter process)))
    (ampd-test-until (= count lines))
    (should (eq #'ampd-wire--filter (process-filter process)))
    (delete-process process)
    (kill-buffer (process-buffer process))))

(ert-deftest ampd-odd-characters-are-read-and-written ()
  (should (equal (ampd-json-parse "{\"a\":\"x\\ud83dy\\ud83d\\ude42\"}")
                 (list :a "x\ufffdy🙂")))
  (should (equal (ampd-json-parse (ampd-json-text (list :a (concat "x" (string #x3fff80) "ü"))))
                 (list :a "x\ufffdü")))
  (should (equal (ampd-json-pretty '(:a [] :b nil :c :null :d "ü"))
                 "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": null,\n  \"d\": \"ü\"\n}")))

(ert-deftest ampd-a-handler-that-fails-stops-nothing ()
  (let* ((faults nil) (sent nil)
         (rpc (make-ampd-rpc :on-fault (lambda (text) (push text faults)))))
    (cl-letf (((symbol-function 'ampd-wire-send) (lambda (_ message) (push message sent)))
              (ampd-rpc--handlers (make-hash-table :test #'equal)))
      (puthash "bad" (lambda (&rest _) (error "Broken")) ampd-rpc--handlers)
      (ampd-rpc-receive rpc '(:method "bad" :params nil))
      (ampd-rpc-receive rpc '(:method "bad" :id 0 :params nil))
      (ampd-rpc-receive rpc '(:method "unknown" :id "x" :params nil))
      (should (= (length faults) 2))
      (should (equal (mapcar (lambda (one) (ampd-get one :error :code)) (nreverse sent))
                     '(-32603 -32601))))))

(ert-deftest ampd-a-question-is-answered-once-however-late ()
  (let* ((sent nil) (asked nil) (withdrawn nil)
         (rpc (make-ampd-rpc :on-fault #'error)))
    (cl-letf (((symbol-function 'ampd-wire-send) (lambda (_ message) (push message sent)))
              (ampd-rpc--handlers (make-hash-table :test #'equal)))
      (puthash "ask" (lambda (_ ask)
                       (setf (ampd-ask-on-withdrawn ask) (lambda () (setq withdrawn t)))
                       (setq asked ask))
               ampd-rpc--handlers)
      (ampd-rpc-receive rpc '(:method "ask" :id 1 :params nil))
      (should-not sent)
      (ampd-rpc-answer asked "yes")
      (ampd-rpc-answer asked "no")
      (should (equal (mapcar (lambda (one) (ampd-get one :result)) sent) '("yes")))
      (ampd-rpc-receive rpc '(:method "ask" :id 2 :params nil))
      (ampd-rpc-receive rpc '(:method "$/cancelRequest" :params (:id 2)))
      (should withdrawn)
      (should (= -32800 (ampd-get (car sent) :error :code))))))

;;; wire.el ends here
