;;; ampd-markdown.el --- A little Markdown in answers  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Headings, strong words and code of an answer, for font lock, which looks only
;; at what is on the screen.

;;; Code:

(defconst ampd-markdown-font-lock
  '((ampd-markdown--match-heading 0 'bold prepend)
    (ampd-markdown--match-strong 0 'bold prepend)
    (ampd-markdown--match-code 0 'font-lock-constant-face prepend))
  "How the Markdown of an answer is shown.")

(defun ampd-markdown--match-heading (limit)
  "Find a heading of an answer before LIMIT."
  (ampd-markdown--match "^#\\{1,6\\} .*" limit))

(defun ampd-markdown--match-strong (limit)
  "Find strong words of an answer before LIMIT."
  (ampd-markdown--match "\\*\\*[^*\n]+\\*\\*" limit))

(defun ampd-markdown--match-code (limit)
  "Find code of an answer before LIMIT."
  (ampd-markdown--match "`[^`\n]+`\\|^```.*" limit))

(defun ampd-markdown--match (regexp limit)
  "Find REGEXP in an answer before LIMIT."
  (let ((found nil))
    (while (and (not found) (re-search-forward regexp limit t))
      (setq found (get-text-property (match-beginning 0) 'ampd-answer)))
    found))

(provide 'ampd-markdown)
;;; ampd-markdown.el ends here
