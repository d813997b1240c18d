;;; ampd-editor.el --- What an agent may know of this Emacs  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Buffers, their text, diagnostics and the region, as plists.  Only buffers of
;; files in the session's directory count: what else is open is nobody's
;; business.

;;; Code:

(require 'flymake)
(require 'seq)

(defun ampd-editor-buffers (directory)
  "Answer the buffers that visit files in DIRECTORY, the one last used first."
  (seq-filter (lambda (buffer) (ampd-editor--within-p buffer directory))
              (buffer-list)))

(defun ampd-editor-buffer (path directory)
  "Answer the buffer of the file PATH, which is relative to DIRECTORY, or nil.
Signal an error when the file is not in DIRECTORY."
  (let ((file (expand-file-name path directory)))
    (unless (file-in-directory-p file directory)
      (error "%s is not in %s; only files of the working directory are offered"
             path directory))
    (find-buffer-visiting file)))

(defun ampd-editor-describe (buffer directory)
  "Answer what BUFFER, of a file in DIRECTORY, is."
  (with-current-buffer buffer
    `(:path ,(file-relative-name buffer-file-name directory)
      :unsaved ,(if (buffer-modified-p) t :false)
      :visible ,(if (get-buffer-window buffer t) t :false)
      :lines ,(count-lines (point-min) (point-max))
      :mode ,(symbol-name major-mode))))

(defun ampd-editor-text (buffer)
  "Answer all text of BUFFER."
  (with-current-buffer buffer
    (save-restriction
      (widen)
      (buffer-substring-no-properties (point-min) (point-max)))))

(defun ampd-editor-hash (text)
  "Answer the SHA-256 of TEXT in UTF-8, in hex."
  (secure-hash 'sha256 (encode-coding-string text 'utf-8-unix)))

(defun ampd-editor-diagnostics (buffer)
  "Answer what Flymake found in BUFFER, a list of plists."
  (with-current-buffer buffer
    (when (bound-and-true-p flymake-mode)
      (mapcar (lambda (one)
                `(:line ,(line-number-at-pos (flymake-diagnostic-beg one) t)
                  :severity ,(ampd-editor--severity one)
                  :message ,(flymake-diagnostic-text one)))
              (flymake-diagnostics)))))

(defun ampd-editor-selection (directory)
  "Answer the region of the user's last file in DIRECTORY that has one, or nil."
  (when-let ((buffer (seq-find #'ampd-editor--selecting-p
                               (ampd-editor-buffers directory))))
    (with-current-buffer buffer
      `(:path ,(file-relative-name buffer-file-name directory)
        :start_line ,(line-number-at-pos (region-beginning) t)
        :end_line ,(line-number-at-pos (region-end) t)
        :text ,(buffer-substring-no-properties (region-beginning) (region-end))))))

(defun ampd-editor--selecting-p (buffer)
  "Whether BUFFER has an active region."
  (with-current-buffer buffer
    (and mark-active (mark t) (/= (point) (mark t)))))

(defun ampd-editor--within-p (buffer directory)
  "Whether BUFFER visits a file in DIRECTORY."
  (let ((file (buffer-file-name buffer)))
    (and file (not (file-remote-p file)) (file-in-directory-p file directory))))

(defun ampd-editor--severity (diagnostic)
  "Answer how bad DIAGNOSTIC is."
  (let ((type (format "%s" (flymake-diagnostic-type diagnostic))))
    (cond ((string-search "error" type) "error")
          ((string-search "warning" type) "warning")
          (t "note"))))

(provide 'ampd-editor)
;;; ampd-editor.el ends here
