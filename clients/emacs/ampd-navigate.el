;;; ampd-navigate.el --- From item to item, and from turn to turn  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Moves point in a transcript: to what can be opened or pushed, and to what the
;; user has said.

;;; Code:

(require 'seq)
(require 'ampd-render)

(defun ampd-navigate-next-item ()
  "Go to the next item or button; behind the last one to the draft."
  (interactive)
  (let ((place (ampd-navigate--next-stop (point))))
    (cond (place (goto-char place))
          ((ampd-render-in-draft-p)
           (goto-char (or (ampd-navigate--next-stop (1- (point-min))) (point))))
          (t (goto-char (point-max))))))

(defun ampd-navigate-previous-item ()
  "Go to the item or button before point."
  (interactive)
  (let ((place (ampd-navigate--next-stop (1- (point-min))))
        (last nil))
    (while (and place (< place (point)))
      (setq last place
            place (ampd-navigate--next-stop place)))
    (goto-char (or last (point-max)))))

(defun ampd-navigate-next-turn ()
  "Go to the next prompt of yours."
  (interactive)
  (goto-char (or (ampd-navigate--turn-after (point)) (point-max))))

(defun ampd-navigate-previous-turn ()
  "Go to the prompt of yours before point."
  (interactive)
  (let ((place (ampd-navigate--turn-after (1- (point-min))))
        (last (point-min)))
    (while (and place (< place (point)))
      (setq last place
            place (ampd-navigate--turn-after place)))
    (goto-char last)))

(defun ampd-navigate--next-stop (from)
  "Answer where the next item or button behind FROM begins; nil for none."
  (let ((place (max (point-min) (1+ from)))
        (end (ampd-render-end)))
    (while (and (< place end) (not (ampd-navigate--stop-p place)))
      (setq place (min (next-single-property-change place 'ampd-item nil end)
                       (next-single-property-change place 'ampd-action nil end))))
    (and (< place end) place)))

(defun ampd-navigate--stop-p (place)
  "Whether an item or a button begins at PLACE."
  (let ((before (max (point-min) (1- place))))
    (seq-some (lambda (property)
                (let ((value (get-text-property place property)))
                  (and value
                       (or (= before place)
                           (not (eq value (get-text-property before property)))))))
              '(ampd-item ampd-action))))

(defun ampd-navigate--turn-after (from)
  "Answer where the next prompt behind FROM begins; nil for none."
  (let ((place (text-property-any (max (point-min) (1+ from)) (point-max) 'ampd-turn t)))
    (while (and place (> place (point-min)) (get-text-property (1- place) 'ampd-turn))
      (setq place (text-property-any
                   (next-single-property-change place 'ampd-turn nil (point-max))
                   (point-max) 'ampd-turn t)))
    place))

(provide 'ampd-navigate)
;;; ampd-navigate.el ends here
