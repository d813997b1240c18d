;;; ampd-stderr.el --- The last words of a process  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A pipe for a process's stderr that never fills up and keeps the end of what
;; came, for an error message.

;;; Code:

(defconst ampd-stderr--max-chars 4000
  "How much of the end is kept.")
(defconst ampd-stderr--shown-lines 5
  "How many lines of it an error message has.")

(defun ampd-stderr-pipe (on-end)
  "Answer a pipe process for stderr; ON-END is called when nobody writes any more."
  (make-pipe-process
   :name "ampd-stderr" :noquery t :coding 'utf-8-unix
   :filter #'ampd-stderr--keep
   :sentinel (lambda (_pipe _event) (funcall on-end))))

(defun ampd-stderr-tail (pipe)
  "Answer the last lines that came through PIPE; nil for none."
  (let* ((text (or (process-get pipe 'ampd-tail) ""))
         (lines (split-string text "\n" t "[ \t\r]+")))
    (when lines
      (string-join (last lines ampd-stderr--shown-lines) "\n"))))

(defun ampd-stderr--keep (pipe text)
  "Keep the end of TEXT, which came through PIPE."
  (let ((whole (concat (process-get pipe 'ampd-tail) text)))
    (process-put pipe 'ampd-tail
                 (substring whole (max 0 (- (length whole) ampd-stderr--max-chars))))))

(provide 'ampd-stderr)
;;; ampd-stderr.el ends here
