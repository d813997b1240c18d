;;; ampd-text.el --- Text as it is shown  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What hides or turns text is made visible; what is long is cut in view.  It
;; touches no buffer but the one that shows a whole text.

;;; Code:

(require 'ampd-json)
(require 'ampd-options)

(defconst ampd-text--unsafe
  "[\x00-\x08\x0b-\x1f\x7f-\x9f\x200b-\x200f\x2028-\x202e\x2060-\x2069\xfeff]"
  "Matches what moves, hides or turns text, and joins what seems apart.")

(defun ampd-text-visible (text)
  "Answer TEXT with what would hide or turn it written out.
What a person decides on is shown through this."
  (replace-regexp-in-string
   ampd-text--unsafe
   (lambda (match)
     (let ((code (aref match 0)))
       (format (if (< code 256) "\\x%02x" "\\u%04x") code)))
   text t t))

(defun ampd-text-one-line (text max)
  "Answer TEXT in one line of at most MAX characters."
  (let ((line (ampd-text-visible
               (replace-regexp-in-string "[ \t\r]*\n[ \t\r\n]*" " " (string-trim text)))))
    (if (> (length line) max)
        (concat (substring line 0 (1- max)) "…")
      line)))

(defun ampd-text-of-prompt (prompt)
  "Answer the text of PROMPT, a string or content blocks."
  (if (stringp prompt)
      prompt
    (mapconcat (lambda (block)
                 (or (ampd-get block :text)
                     (format "[%s]" (ampd-get block :type))))
               prompt "\n")))

(defun ampd-text-cut (text max-lines)
  "Answer a cons of what is shown of TEXT and whether that is less than all.
At most MAX-LINES are shown, each cut at `ampd-max-line-chars'."
  (let* ((lines (split-string text "\n"))
         (shown (if (> (length lines) max-lines) (seq-take lines max-lines) lines))
         (cut (mapcar (lambda (line)
                        (if (> (length line) ampd-max-line-chars)
                            (concat (substring line 0 ampd-max-line-chars) "…")
                          line))
                      shown)))
    (cons (string-join cut "\n") (not (equal cut lines)))))

(defun ampd-text-show (title text)
  "Show all of TEXT in a buffer named after TITLE."
  (let ((buffer (get-buffer-create (format "*ampd: %s*" title))))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert text))
      (special-mode)
      (setq truncate-lines nil
            bidi-paragraph-direction 'left-to-right)
      (goto-char (point-min)))
    (pop-to-buffer buffer)))

(defun ampd-text-glyph (character plain)
  "Answer CHARACTER as a string, or PLAIN where it cannot be displayed."
  (if (char-displayable-p character) (string character) plain))

(provide 'ampd-text)
;;; ampd-text.el ends here
