;;; ampd-edit.el --- Edits through a buffer  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; An agent's edit of an open file: one step of the buffer's undo, refused when
;; the buffer is not what the agent has read.  What had no unsaved changes is
;; saved; what had some is not.

;;; Code:

(require 'ampd-editor)

(defconst ampd-edit--max-compare-secs 1
  "Seconds for finding what of a text stays; after that all of it is replaced.")

(defun ampd-edit-apply (buffer base-hash old new)
  "Replace OLD by NEW in BUFFER, whose text must have the hash BASE-HASH.
Answer whether the file was saved.  Signal an error with the reason when
nothing was done."
  (with-current-buffer buffer
    (ampd-edit--check buffer base-hash)
    (save-restriction
      (widen)
      (let ((place (ampd-edit--place old))
            (was-modified (buffer-modified-p)))
        (ampd-edit--replace place old new)
        (unless was-modified
          (ampd-edit--save))
        (not was-modified)))))

(defun ampd-edit-set-text (buffer text)
  "Make TEXT all of BUFFER in one step of undo, and save it where it was clean.
Answer whether the file has it now.  What cannot be saved stays in the buffer."
  (ampd-edit--check-writable buffer)
  (let ((was-modified (buffer-modified-p buffer)))
    (with-temp-buffer
      (insert text)
      (ampd-edit--replace-all buffer (current-buffer)))
    (with-current-buffer buffer
      (unless was-modified
        ;; A new file that is empty is saved, too.
        (set-buffer-modified-p t)
        (condition-case failure
            (ampd-edit--save)
          ((error quit)
           (message "ampd: %s was not saved: %s" buffer-file-name
                    (error-message-string failure)))))
      (not (buffer-modified-p)))))

(defun ampd-edit-difference (before after)
  "Answer the hunks by which AFTER differs from BEFORE.
Answer nil where they do not, or no program diff is there to tell."
  (let* ((default-directory temporary-file-directory)
         (coding-system-for-write 'utf-8-unix)
         (coding-system-for-read 'utf-8-unix)
         (old (make-temp-file "ampd-before-" nil nil before))
         (new (make-temp-file "ampd-after-" nil nil after)))
    (unwind-protect
        (with-temp-buffer
          (when (and (executable-find "diff")
                     (eql (call-process "diff" nil t nil "-u" old new) 1))
            (goto-char (point-min))
            (forward-line 2)
            (buffer-substring (point) (point-max))))
      (delete-file old)
      (delete-file new))))

(defun ampd-edit-diff (buffer old new)
  "Answer what replacing OLD by NEW in BUFFER would change, as a diff, or nil."
  (with-current-buffer buffer
    (save-restriction
      (widen)
      (when-let ((place (ignore-errors (ampd-edit--place old))))
        (let* ((end (+ place (length old)))
               (from (save-excursion (goto-char place) (line-beginning-position)))
               (to (save-excursion (goto-char end) (line-end-position)))
               (before (buffer-substring-no-properties from to))
               (after (concat (buffer-substring-no-properties from place) new
                              (buffer-substring-no-properties end to)))
               (line (line-number-at-pos from t)))
          (ampd-edit--hunk (buffer-file-name) line
                           (split-string before "\n") (split-string after "\n")))))))

(defun ampd-edit--hunk (file line before after)
  "Answer the diff of FILE in which the lines BEFORE, from LINE, become AFTER."
  (concat (format "--- %s\n+++ %s\n@@ -%d,%d +%d,%d @@\n" file file
                  line (length before) line (length after))
          (mapconcat (lambda (text) (concat "-" text "\n")) before "")
          (mapconcat (lambda (text) (concat "+" text "\n")) after "")))

(defun ampd-edit--check (buffer base-hash)
  "Signal an error when BUFFER must not be changed on the ground of BASE-HASH."
  (unless (equal base-hash (ampd-editor-hash (ampd-editor-text buffer)))
    (error "The buffer is not what was read: base_hash does not fit; \
read it again with emacs_read_buffer"))
  (ampd-edit--check-writable buffer))

(defun ampd-edit--check-writable (buffer)
  "Signal an error when BUFFER must not be changed at all now."
  (cond ((not (verify-visited-file-modtime buffer))
         (error "The file was changed on disk behind the buffer; the user has to \
decide which of them counts"))
        ((buffer-local-value 'buffer-read-only buffer)
         (error "The buffer is read-only"))))

(defun ampd-edit--place (old)
  "Answer where OLD begins, which must be there exactly once."
  (when (string-empty-p old)
    (error "The argument old_string is empty"))
  (save-excursion
    (goto-char (point-min))
    (let* ((case-fold-search nil)
           (place (and (search-forward old nil t) (match-beginning 0))))
      (cond ((null place)
             (error "The buffer does not have old_string"))
            ((progn (goto-char (1+ place)) (search-forward old nil t))
             (error "The buffer has old_string more than once; give more of what is \
around it"))
            (t place)))))

(defun ampd-edit--replace (place old new)
  "Replace OLD at PLACE by NEW, in one step of undo."
  (undo-boundary)
  (save-excursion
    (goto-char place)
    (atomic-change-group
      (insert new)
      (delete-region (point) (+ (point) (length old)))))
  (undo-boundary))

(defun ampd-edit--replace-all (buffer source)
  "Make the text of SOURCE that of BUFFER, in one step of undo."
  (with-current-buffer buffer
    (undo-boundary)
    (save-restriction
      (widen)
      (atomic-change-group
        (replace-buffer-contents source ampd-edit--max-compare-secs)))
    (undo-boundary)))

(defun ampd-edit--save ()
  "Save this buffer as it is."
  (let ((require-final-newline nil)
        (save-silently t))
    (save-buffer)))

(provide 'ampd-edit)
;;; ampd-edit.el ends here
