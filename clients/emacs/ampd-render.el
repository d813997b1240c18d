;;; ampd-render.el --- A transcript that grows above a prompt  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A chat buffer is a transcript, which nobody types into, and a draft at its
;; end.  Text is added where the transcript ends; what stands is not written
;; again.  Point, windows and the draft's undo stay what they were.

;;; Code:

(require 'ampd-options)

(defvar-local ampd-render--end nil
  "Marker: where the transcript ends.")
(defvar-local ampd-render--draft nil
  "Marker: where the draft begins.")

(defmacro ampd-render-with-transcript (&rest body)
  "Run BODY, which may write into the transcript of the current buffer."
  (declare (indent 0) (debug t))
  `(let ((size (buffer-size))
         (undo buffer-undo-list)
         (inhibit-read-only t))
     (unwind-protect
         (let ((buffer-undo-list t)
               (inhibit-modification-hooks nil))
           (save-excursion ,@body))
       (setq buffer-undo-list
             (ampd-render--shifted undo (- (buffer-size) size)))
       (set-buffer-modified-p nil))))

(defun ampd-render-set-up ()
  "Make the current buffer an empty transcript with an empty draft."
  (let ((inhibit-read-only t))
    (erase-buffer)
    (setq ampd-render--end (copy-marker (point) t))
    (insert (propertize "\n" 'read-only t 'front-sticky '(read-only)
                        'field 'ampd-prompt)
            (propertize "> " 'read-only t 'rear-nonsticky t 'front-sticky '(read-only)
                        'field 'ampd-prompt 'font-lock-face 'ampd-prompt))
    (set-marker ampd-render--end (point-min))
    (setq ampd-render--draft (copy-marker (point) nil)
          buffer-undo-list nil)))

(defun ampd-render-append (text &rest properties)
  "Add TEXT with PROPERTIES to the end of the transcript."
  (ampd-render-with-transcript
    (goto-char ampd-render--end)
    (insert (apply #'ampd-render-fixed text properties))))

(defun ampd-render-fixed (text &rest properties)
  "Answer TEXT with PROPERTIES, as it stands in a transcript."
  (let ((fixed (copy-sequence text)))
    (add-text-properties 0 (length fixed)
                         `(read-only t front-sticky (read-only)
                           field ampd-transcript ,@properties)
                         fixed)
    fixed))

(defun ampd-render-fresh-line (&optional blank)
  "See to it that what is added next begins a line, behind an empty one if BLANK."
  (let* ((end (marker-position ampd-render--end))
         (wanted (if blank 2 1))
         (there (save-excursion
                  (goto-char end)
                  (if (bobp) wanted (- (skip-chars-backward "\n"))))))
    (when (< there wanted)
      (ampd-render-append (make-string (- wanted there) ?\n)))))

(defun ampd-render-end ()
  "Answer where the transcript ends."
  (marker-position ampd-render--end))

(defun ampd-render-draft-start ()
  "Answer where the draft begins."
  (marker-position ampd-render--draft))

(defun ampd-render-in-draft-p ()
  "Whether point is in the draft."
  (>= (point) ampd-render--draft))

(defun ampd-render-draft ()
  "Answer the draft, as it was typed."
  (buffer-substring-no-properties ampd-render--draft (point-max)))

(defun ampd-render-set-draft (text)
  "Make TEXT the draft."
  (save-excursion
    (goto-char ampd-render--draft)
    (delete-region (point) (point-max))
    (insert text))
  (when (ampd-render-in-draft-p)
    (goto-char (point-max))))

(defun ampd-render--shifted (undo by)
  "Answer the list UNDO, shifted for a draft that has moved BY characters.
It stays the same list: Emacs remembers by its conses what was undone."
  (unless (zerop by)
    (let ((tail undo))
      (while (consp tail)
        (setcar tail (ampd-render--shifted-entry (car tail) by))
        (setq tail (cdr tail)))))
  undo)

(defun ampd-render--shifted-entry (entry by)
  "Answer ENTRY of an undo list, moved BY characters."
  (pcase entry
    ((pred integerp) (+ entry by))
    (`(,(and from (pred integerp)) . ,(and to (pred integerp)))
     (cons (+ from by) (+ to by)))
    (`(,(and text (pred stringp)) . ,(and at (pred integerp)))
     (cons text (if (< at 0) (- at by) (+ at by))))
    (`(nil ,property ,value ,from . ,to)
     `(nil ,property ,value ,(+ from by) . ,(+ to by)))
    (_ entry)))

(provide 'ampd-render)
;;; ampd-render.el ends here
