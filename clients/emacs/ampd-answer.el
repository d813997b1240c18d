;;; ampd-answer.el --- The answer, as it streams  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What streams is gathered and added to the transcript once a batch.  A line
;; that is longer than anybody reads ends in a button that has the rest.

;;; Code:

(require 'subr-x)
(require 'ampd-render)
(require 'ampd-text)

(defvar-local ampd-answer--waiting nil
  "Pieces that were not added yet, the newest first.")
(defvar-local ampd-answer--is-open nil
  "Whether the transcript ends in an answer that may go on.")
(defvar-local ampd-answer--column 0
  "Characters of the last line.")
(defvar-local ampd-answer--rest nil
  "A list of one list: pieces of the last line that are not shown, newest first.")

(defun ampd-answer-add (text)
  "Add TEXT to the answer when the batch is over."
  (push text ampd-answer--waiting))

(defun ampd-answer-flush ()
  "Add what waits to the transcript."
  (when ampd-answer--waiting
    (let ((text (ampd-answer--joined)))
      (unless ampd-answer--is-open
        (ampd-answer--begin))
      (ampd-render-with-transcript
        (goto-char ampd-render--end)
        (let ((lines (split-string text "\n")))
          (ampd-answer--insert (car lines))
          (dolist (line (cdr lines))
            (ampd-answer--insert-newline)
            (ampd-answer--insert line)))))))

(defun ampd-answer-close ()
  "Add what waits; what comes next begins another answer."
  (ampd-answer-flush)
  (setq ampd-answer--is-open nil))

(defun ampd-answer--joined ()
  "Take what waits, as it is shown."
  (let ((text (string-join (nreverse ampd-answer--waiting))))
    (setq ampd-answer--waiting nil)
    (string-replace "\r" "" text)))

(defun ampd-answer--begin ()
  "Open a new answer."
  (ampd-render-fresh-line t)
  (setq ampd-answer--is-open t
        ampd-answer--column 0
        ampd-answer--rest nil))

(defun ampd-answer--insert (text)
  "Insert TEXT, which has no line end, as far as it is shown."
  (let* ((room (max 0 (- ampd-max-line-chars ampd-answer--column)))
         (shown (substring text 0 (min room (length text))))
         (rest (substring text (length shown))))
    (insert (ampd-render-fixed shown 'ampd-answer t))
    (setq ampd-answer--column (+ ampd-answer--column (length shown)))
    (unless (string-empty-p rest)
      (ampd-answer--keep rest))))

(defun ampd-answer--keep (text)
  "Keep TEXT of a line that is too long behind a button."
  (if ampd-answer--rest
      (push text (car ampd-answer--rest))
    (let ((rest (list (list text))))
      (setq ampd-answer--rest rest)
      (insert (ampd-render-fixed
               " [show the rest of this line]"
               'font-lock-face 'button 'mouse-face 'highlight
               'ampd-action (lambda ()
                              (ampd-text-show "long line"
                                              (string-join (reverse (car rest))))))))))

(defun ampd-answer--insert-newline ()
  "Begin another line of the answer."
  (insert (ampd-render-fixed "\n" 'ampd-answer t))
  (setq ampd-answer--column 0
        ampd-answer--rest nil))

(provide 'ampd-answer)
;;; ampd-answer.el ends here
