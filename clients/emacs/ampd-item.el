;;; ampd-item.el --- Parts of a transcript that open and close  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; An item is a line, and a body that is in the buffer only while the item is
;; open: what is closed costs nothing.  It knows nothing of what it shows.

;;; Code:

(require 'cl-lib)
(require 'subr-x)
(require 'ampd-render)
(require 'ampd-text)

(cl-defstruct (ampd-item (:copier nil))
  "KIND is a symbol, TITLE the text of its line.
BODY is its text but for PIECES, which came later, the newest first; it has
grown by SIZE characters.  MARK is what stands before the title besides the sign
of open and closed.  The body of a WHOLE item is never cut; that of a FULL one
shows as many lines as it may.  FOOTER inserts what comes below it."
  kind title (mark "") (body "") face body-face open whole
  keymap footer
  pieces (size 0) full
  start (line-length 0) tail)

(defun ampd-item-add (item)
  "Put ITEM at the end of the transcript, and answer it."
  (ampd-render-fresh-line)
  (ampd-render-with-transcript
    (goto-char ampd-render--end)
    (setf (ampd-item-start item) (copy-marker (point) nil))
    (let ((line (ampd-item--line item)))
      (insert line)
      (setf (ampd-item-line-length item) (length line)
            (ampd-item-tail item) (copy-marker (point) nil))
      (insert (ampd-render-fixed "\n" 'ampd-item item))
      (set-marker-insertion-type (ampd-item-tail item) t))
    (when (ampd-item-open item)
      (ampd-item--insert-body item)))
  item)

(defun ampd-item-refresh (item)
  "Show the line and, if it is open, the body of ITEM as they are now."
  (ampd-render-with-transcript
    (ampd-item--delete-body item)
    (ampd-item--replace-line item)
    (when (ampd-item-open item)
      (ampd-item--insert-body item))))

(defun ampd-item-text (item)
  "Answer all text of ITEM."
  (when (ampd-item-pieces item)
    (setf (ampd-item-body item)
          (string-join (cons (ampd-item-body item) (nreverse (ampd-item-pieces item))))
          (ampd-item-pieces item) nil))
  (ampd-item-body item))

(defun ampd-item-set-text (item text)
  "Make TEXT all text of ITEM."
  (setf (ampd-item-pieces item) nil
        (ampd-item-size item) 0
        (ampd-item-full item) nil
        (ampd-item-body item) text))

(defun ampd-item-grow (item text)
  "Add TEXT to the body of ITEM.
That costs as much as is shown of it, however long the whole has become."
  (let ((begins-line (ampd-item--line-ended-p item)))
    (push text (ampd-item-pieces item))
    (cl-incf (ampd-item-size item) (length text))
    (when (and (ampd-item-open item) (not (ampd-item-full item)))
      (if (or begins-line (ampd-item-footer item)
              (string-match-p "\n" text)
              (> (length text) ampd-max-line-chars))
          (ampd-item-refresh item)
        (ampd-item--append-to-body item text)))))

(defun ampd-item-toggle (item)
  "Open ITEM, or close it."
  (setf (ampd-item-open item) (not (ampd-item-open item)))
  (ampd-item-refresh item))

(defun ampd-item-at (position)
  "Answer the item at POSITION, if one is there."
  (get-text-property position 'ampd-item))

(defun ampd-item--append-to-body (item text)
  "Add TEXT to the open body of ITEM in the buffer."
  (ampd-render-with-transcript
    (goto-char (ampd-item-tail item))
    (when (< (- (point) (line-beginning-position)) ampd-max-line-chars)
      (insert (ampd-item--fixed item text (ampd-item--body-face item))))))

(defun ampd-item--line (item)
  "Answer the line of ITEM."
  (let ((sign (cond ((ampd-item--empty-p item) (ampd-text-glyph ?• "*"))
                    ((ampd-item-open item) (ampd-text-glyph ?▾ "-"))
                    (t (ampd-text-glyph ?▸ "+")))))
    (ampd-item--fixed item
                      (concat sign " " (ampd-item-mark item) (ampd-item-title item))
                      (or (ampd-item-face item) 'ampd-item))))

(defun ampd-item--empty-p (item)
  "Whether ITEM has nothing to open."
  (and (string-empty-p (ampd-item-body item)) (null (ampd-item-pieces item))
       (null (ampd-item-footer item))))

(defun ampd-item--line-ended-p (item)
  "Whether what is added to the text of ITEM begins a line."
  (string-match-p "\\(?:\\`\\|\n\\)\\'"
                  (or (car (ampd-item-pieces item)) (ampd-item-body item))))

(defun ampd-item--body-face (item)
  "Answer the face of the body of ITEM."
  (or (ampd-item-body-face item) 'ampd-body))

(defun ampd-item--fixed (item text face)
  "Answer TEXT as a part of ITEM, in FACE where it has none of its own."
  (let* ((fixed (ampd-render-fixed text 'ampd-item item 'keymap (ampd-item-keymap item)))
         (end (length fixed))
         (from 0))
    (while (< from end)
      (let ((to (next-single-property-change from 'face fixed end)))
        (put-text-property from to 'font-lock-face
                           (or (get-text-property from 'face fixed) face) fixed)
        (setq from to)))
    fixed))

(defun ampd-item--insert-body (item)
  "Put the body of ITEM below its line."
  (goto-char (ampd-item-tail item))
  (let ((body (ampd-item--trimmed item)))
    (unless (string-empty-p body)
      (pcase-let ((`(,shown . ,cut) (if (ampd-item-whole item)
                                      (list body)
                                    (ampd-text-cut body ampd-max-item-lines))))
        (setf (ampd-item-full item)
              (and cut (>= (cl-count ?\n body) ampd-max-item-lines)))
        (insert (ampd-item--fixed item (ampd-item--indented shown)
                                  (ampd-item--body-face item)))
        (when cut
          (insert (ampd-item--fixed item "\n  " 'ampd-note))
          (ampd-item--insert-button item "[show all of it]"
                                    (lambda ()
                                      (ampd-text-show "whole text"
                                                      (ampd-item--trimmed item))))))))
  (when-let ((footer (ampd-item-footer item)))
    (funcall footer)))

(defun ampd-item--trimmed (item)
  "Answer all text of ITEM but for the line ends behind it."
  (string-trim-right (ampd-item-text item) "[\n]+"))

(defun ampd-item--indented (text)
  "Answer TEXT as it stands below a line."
  (concat "\n" (replace-regexp-in-string "^" "  " text)))

(defun ampd-item--insert-button (item label action)
  "Insert a button of ITEM with LABEL and ACTION, a function of no arguments."
  (let ((start (point)))
    (insert (ampd-item--fixed item label 'button))
    (add-text-properties start (point) `(ampd-action ,action mouse-face highlight))))

(defun ampd-item-insert-text (item text face)
  "Insert TEXT in FACE as a part of the body of ITEM; for its footer."
  (insert (ampd-item--fixed item text face)))

(defalias 'ampd-item-insert-button #'ampd-item--insert-button)

(defun ampd-item--delete-body (item)
  "Take the body of ITEM out of the buffer."
  (delete-region (+ (ampd-item-start item) (ampd-item-line-length item))
                 (ampd-item-tail item)))

(defun ampd-item--replace-line (item)
  "Write the line of ITEM again.
The new one comes before the old one goes, so that no marker is caught between."
  (let ((line (ampd-item--line item)))
    (goto-char (ampd-item-start item))
    (insert line)
    (delete-region (point) (+ (point) (ampd-item-line-length item)))
    (setf (ampd-item-line-length item) (length line))))

(provide 'ampd-item)
;;; ampd-item.el ends here
