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

(defmacro ampd-test-while-typing (condition)
  "Type into the draft by a timer until CONDITION holds; answer what was typed."
  `(let* ((ticks 0)
          (timer (run-at-time 0 0.02 (lambda ()
                                       (setq ticks (1+ ticks))
                                       (goto-char (point-max))
                                       (insert "k")))))
     (unwind-protect (ampd-test-until ,condition)
       (cancel-timer timer))
     ;; Others were let in between; how often is the machine's affair.
     (should (> ticks 3))
     (should (equal (ampd-render-draft) (concat "typed " (make-string ticks ?k))))))

(defun ampd-test-shown-text (text)
  "Whether the transcript has TEXT, from its first line on."
  (goto-char (point-min))
  (search-forward "line 00001")
  (equal text (buffer-substring-no-properties
               (line-beginning-position)
               (+ (line-beginning-position) (length text)))))

(ert-deftest ampd-an-answer-that-streams-by-the-character-leaves-room-for-keys ()
  (ampd-test-with-project
    (let ((text (ampd-test-long-text)))
      (ampd-test-in-chat (ampd-test-piecewise text)
        (insert "typed ")
        (ampd-send-prompt "go")
        (ampd-test-while-typing (and (ampd-session-completed-turn ampd-session)
                                     (ampd-test-state-is 'idle)))
        (should (ampd-test-shown-text text))))))

(defun ampd-test-event (event &rest data)
  "Answer the message of EVENT with DATA, of a block of one request."
  `(:jsonrpc "2.0" :method ,(ampd-method session/event)
    :params (:sessionId ,(ampd-session-id ampd-session) :seq 1 :ephemeral t
             :event ,event :data (:request_id "r" ,@data))))

(defun ampd-test-delta (type character)
  "Answer the message of the event that CHARACTER, of a block of TYPE, streams in."
  (ampd-test-event (ampd-event content_block:delta)
                   :block_index 0 :block_type type :delta (string character)))

(ert-deftest ampd-twenty-thousand-deltas-leave-room-for-keys ()
  (ampd-test-with-chat '("ok")
    (let* ((text (ampd-test-long-text))
           (file (ampd-test-write
                  "deltas" (mapconcat (lambda (one)
                                        (concat (ampd-json-text (ampd-test-delta "text" one))
                                                "\n"))
                                      text "")))
           (rpc (ampd-server-connection))
           (process (make-process :name "deltas" :connection-type 'pipe :noquery t
                                  :sentinel #'ignore
                                  :buffer (generate-new-buffer " *deltas*")
                                  :command (list "cat" file)))
           (wire (ampd-wire-attach process (lambda (one) (ampd-rpc-receive rpc one))
                                   #'error)))
      (insert "typed ")
      (ampd-test-while-typing (and (not (process-live-p process))
                                   (zerop (ampd-wire-count wire))
                                   (zerop (with-current-buffer (process-buffer process)
                                            (buffer-size)))))
      (should (ampd-test-shown-text text)))))

(defun ampd-test-think (text)
  "Let TEXT stream as a thought, ten deltas a batch; answer the characters copied."
  (let ((before string-chars-consed))
    (seq-do-indexed (lambda (character index)
                      (ampd-rpc-receive (ampd-server-connection)
                                        (ampd-test-delta "thinking" character))
                      (when (zerop (% index 10))
                        (ampd-events-flush)))
                    text)
    (ampd-events-flush)
    (- string-chars-consed before)))

(ert-deftest ampd-twenty-thousand-deltas-of-a-thought-cost-what-is-shown-of-it ()
  (pcase-dolist (`(,ampd-open-items ,length) '((() 19999) ((thought) 7999)))
    (ampd-test-with-chat '("ok")
      (let ((text (substring (ampd-test-long-text) 0 length)))
        (should (< (ampd-test-think text) (* 500 length)))
        (goto-char (point-min))
        (search-forward "Thought")
        (unless ampd-open-items
          (should (< (buffer-size) 500))
          (ampd-chat-return))
        (should (ampd-test-shows "▾ Thought\n  line 00001 of the answer\n  line 00002"))
        (should (ampd-test-shows "^  line 00200 of the answer$"))
        (should-not (ampd-test-shows "line 00201"))
        (search-forward "[show all of it]")
        (backward-char 3)
        (ampd-chat-return)
        (set-buffer (window-buffer))
        (should (equal (buffer-string) text))
        (kill-buffer)))))

(ert-deftest ampd-blocks-that-stream-by-turns-are-shown-once ()
  (ampd-test-with-chat '("ok")
    (dolist (word '("one" "two"))
      (dotimes (index 2)
        (ampd-rpc-receive (ampd-server-connection)
                          (ampd-test-event (ampd-event content_block:delta)
                                           :block_index index :block_type "text"
                                           :delta (format "%s-%d " word index)))))
    (dotimes (index 2)
      (ampd-rpc-receive (ampd-server-connection)
                        (ampd-test-event (ampd-event content_block:end)
                                         :block_index index :block_type "text"
                                         :block `(:type "text"
                                                  :text ,(format "one-%d two-%d " index index)))))
    (ampd-events-flush)
    (should (ampd-test-shows "^one-0 one-1 two-0 two-1 $"))
    (should-not ampd-events--received)))

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
