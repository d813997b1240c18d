;;; ampd-reload.el --- Buffers whose files an agent has changed  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A buffer without changes of its own shows what its file has become.  One
;; with unsaved changes is left alone, and the chat says so.

;;; Code:

(require 'ampd-options)
(require 'ampd-transcript)

(defvar-local ampd-reload--told nil
  "The modification time of the file that the user was told of.")

(defun ampd-reload-file (file)
  "Bring the buffer of FILE, which was written, up to date."
  (when-let ((buffer (find-buffer-visiting file)))
    (ampd-reload--buffer buffer))
  (run-hook-with-args 'ampd-file-changed-functions file))

(defun ampd-reload-project (directory)
  "Bring all buffers of files in DIRECTORY up to date."
  (dolist (buffer (buffer-list))
    (let ((file (buffer-file-name buffer)))
      (when (and file (not (file-remote-p file))
                 (file-in-directory-p file directory))
        (ampd-reload--buffer buffer)))))

(defun ampd-reload--buffer (buffer)
  "Bring BUFFER up to date, or tell why not."
  (unless (verify-visited-file-modtime buffer)
    (cond ((not (file-exists-p (buffer-file-name buffer))))
          ((buffer-modified-p buffer) (ampd-reload--tell buffer))
          (t (with-current-buffer buffer
               (revert-buffer t t t))))))

(defun ampd-reload--tell (buffer)
  "Tell once that BUFFER is not saved and its file has become another."
  (let ((file (buffer-file-name buffer))
        (is-told nil))
    (with-current-buffer buffer
      (let ((time (file-attribute-modification-time (file-attributes file))))
        (setq is-told (equal time ampd-reload--told)
              ampd-reload--told time)))
    (unless is-told
      (ampd-transcript-note
       (format "%s was changed on disk, and its buffer has changes that are not \
saved: it was left alone.\nM-x ediff-current-file compares them."
               (abbreviate-file-name file))
       'ampd-question))))

(provide 'ampd-reload)
;;; ampd-reload.el ends here
