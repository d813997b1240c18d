;;; ampd-traffic.el --- The last messages to and from ampd  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Keeps the last messages in memory, bounded, and shows them on demand: for a
;; report of what went wrong.  Nothing is written to disk.

;;; Code:

(require 'ring)
(require 'ampd-options)
(require 'ampd-wire)

(defconst ampd-traffic--max-chars 4000
  "How much of a message is kept.")

(defvar ampd-traffic--ring nil
  "What was kept: lists of time, direction and text.")

(defun ampd-traffic-keep (direction line)
  "Keep LINE, which went in DIRECTION."
  (when (> ampd-traffic-size 0)
    (unless (and ampd-traffic--ring
                 (= (ring-size ampd-traffic--ring) ampd-traffic-size))
      (setq ampd-traffic--ring (make-ring ampd-traffic-size)))
    (ring-insert ampd-traffic--ring
                 (list (current-time) direction
                       (if (> (length line) ampd-traffic--max-chars)
                           (concat (substring line 0 ampd-traffic--max-chars) "...")
                         line)))))

(add-hook 'ampd-wire-traffic-functions #'ampd-traffic-keep)

;;;###autoload
(defun ampd-traffic ()
  "Show the last messages to and from ampd."
  (interactive)
  (let ((buffer (get-buffer-create "*ampd traffic*")))
    (with-current-buffer buffer
      (let ((inhibit-read-only t))
        (erase-buffer)
        (dolist (one (nreverse (and ampd-traffic--ring
                                    (ring-elements ampd-traffic--ring))))
          (insert (apply #'ampd-traffic--line one))))
      (special-mode)
      (setq-local truncate-lines t
                  revert-buffer-function (lambda (&rest _) (ampd-traffic))))
    (pop-to-buffer buffer)))

(defun ampd-traffic--line (time direction text)
  "Answer a line about TEXT, which went in DIRECTION at TIME."
  (format "%s %s %s\n" (format-time-string "%T.%3N" time)
          (if (eq direction 'in) "<--" "-->")
          (decode-coding-string text 'utf-8)))

(provide 'ampd-traffic)
;;; ampd-traffic.el ends here
