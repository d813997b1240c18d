;;; ampd-chat.el --- The mode of a chat buffer  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Keys of a chat buffer: what they do in the draft, and what on an item.

;;; Code:

(require 'ampd-approval)
(require 'ampd-events)
(require 'ampd-header)
(require 'ampd-send)

(defconst ampd-chat--max-history 200
  "Prompts that are kept for \\`M-p'.")

(defvar-local ampd-chat--history nil
  "Prompts that were sent, the newest first.")
(defvar-local ampd-chat--history-place nil
  "Which of them is the draft now; nil: none.")
(defvar-local ampd-chat--own-draft ""
  "The draft that was there before the history was looked through.")

(defvar ampd-chat-slash-functions nil
  "Functions that may take a prompt which begins with a slash.
Each is called with the text and answers non-nil when it has acted on it.")

(defvar ampd-chat-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "RET") #'ampd-chat-return)
    (define-key map (kbd "C-j") #'newline)
    (define-key map (kbd "TAB") #'ampd-chat-tab)
    (define-key map (kbd "<backtab>") #'ampd-chat-previous-item)
    (define-key map [mouse-1] #'ampd-chat-click)
    (define-key map (kbd "M-p") #'ampd-chat-previous-prompt)
    (define-key map (kbd "M-n") #'ampd-chat-next-prompt)
    (define-key map (kbd "C-c C-c") #'ampd-chat-interrupt)
    (define-key map (kbd "C-c C-q") #'ampd-chat-queue)
    (define-key map (kbd "C-c C-s") #'ampd-chat-steer)
    (define-key map (kbd "C-c C-a") 'ampd-next-question)
    (define-key map (kbd "C-c C-o") 'ampd-menu)
    (define-key map (kbd "C-c C-l") 'ampd-sessions)
    (define-key map (kbd "C-c C-n") #'ampd-chat-next-turn)
    (define-key map (kbd "C-c C-p") #'ampd-chat-previous-turn)
    map)
  "Keys of a chat buffer.")

(define-derived-mode ampd-chat-mode nil "ampd"
  "Chat with an agent: a transcript, and a draft at its end.
\\<ampd-chat-mode-map>\\[ampd-chat-return] sends the draft, opens and closes an
item, or pushes a button; \\[ampd-chat-interrupt] ends the turn.

\\{ampd-chat-mode-map}"
  (ampd-render-set-up)
  (setq-local header-line-format '(:eval (ampd-header-line))
              mode-line-process '(:eval (ampd-header-mode-line))
              scroll-conservatively 101
              bidi-paragraph-direction 'left-to-right
              font-lock-defaults '(ampd-chat--font-lock t)
              truncate-lines nil
              word-wrap t)
  (add-hook 'kill-buffer-hook #'ampd-chat--close nil t)
  (goto-char (point-max)))

(defconst ampd-chat--font-lock
  '((ampd-chat--match-heading 0 'bold prepend)
    (ampd-chat--match-strong 0 'bold prepend)
    (ampd-chat--match-code 0 'font-lock-constant-face prepend))
  "How the Markdown of an answer is shown.")

(defun ampd-chat-return ()
  "Send the draft, or act on what is at point."
  (interactive)
  (cond ((ampd-render-in-draft-p) (ampd-chat-send))
        ((get-text-property (point) 'ampd-action)
         (funcall (get-text-property (point) 'ampd-action)))
        ((ampd-item-at (point)) (ampd-chat--toggle (ampd-item-at (point))))
        (t (goto-char (point-max)))))

(defun ampd-chat-click (event)
  "Put point where EVENT is, and act on what is there, but do not send."
  (interactive "e")
  (mouse-set-point event)
  (unless (ampd-render-in-draft-p)
    (when (or (get-text-property (point) 'ampd-action) (ampd-item-at (point)))
      (ampd-chat-return))))

(defun ampd-chat-send ()
  "Send the draft."
  (interactive)
  (let ((text (ampd-chat--take-draft)))
    (unless (and (string-prefix-p "/" text)
                 (run-hook-with-args-until-success 'ampd-chat-slash-functions text))
      (ampd-send-prompt text))))

(defun ampd-chat-queue ()
  "Let the draft wait for the end of the running turn."
  (interactive)
  (ampd-chat--send-by #'ampd-send-queued))

(defun ampd-chat-steer ()
  "Add the draft to the running turn."
  (interactive)
  (ampd-chat--send-by #'ampd-send-steer))

(defun ampd-chat-interrupt ()
  "End the running turn and keep the draft; again: kill its tools as well."
  (interactive)
  (unless (ampd-session-busy-p)
    (user-error "Nothing is running"))
  (ampd-send-cancel (if (equal (ampd-session-activity ampd-session) "cancelling")
                        "immediate"
                      "graceful")))

(defun ampd-chat-tab ()
  "Complete in the draft, or go to the next item or button."
  (interactive)
  (if (ampd-chat-token-start)
      (completion-at-point)
    (ampd-chat-next-item)))

(defun ampd-chat-token-start ()
  "Answer where the `@file' or `/command' before point begins, or nil."
  (when (ampd-render-in-draft-p)
    (save-excursion
      (let ((end (point)))
        (skip-chars-backward "^ \t\n" (ampd-render-draft-start))
        (and (< (point) end)
             (or (eq (char-after) ?@)
                 (and (eq (char-after) ?/) (= (point) (ampd-render-draft-start))))
             (point))))))

(defun ampd-chat-next-item ()
  "Go to the next item or button; behind the last one to the draft."
  (interactive)
  (let ((place (ampd-chat--next-stop (point))))
    (cond (place (goto-char place))
          ((ampd-render-in-draft-p)
           (goto-char (or (ampd-chat--next-stop (1- (point-min))) (point))))
          (t (goto-char (point-max))))))

(defun ampd-chat-previous-item ()
  "Go to the item or button before point."
  (interactive)
  (let ((place (ampd-chat--next-stop (1- (point-min))))
        (last nil))
    (while (and place (< place (point)))
      (setq last place
            place (ampd-chat--next-stop place)))
    (goto-char (or last (point-max)))))

(defun ampd-chat-next-turn ()
  "Go to the next prompt of yours."
  (interactive)
  (goto-char (or (ampd-chat--turn-after (point)) (point-max))))

(defun ampd-chat-previous-turn ()
  "Go to the prompt of yours before point."
  (interactive)
  (let ((place (ampd-chat--turn-after (1- (point-min))))
        (last (point-min)))
    (while (and place (< place (point)))
      (setq last place
            place (ampd-chat--turn-after place)))
    (goto-char last)))

(defun ampd-chat-previous-prompt ()
  "Make the prompt that was sent before this one the draft."
  (interactive)
  (ampd-chat--go-in-history 1))

(defun ampd-chat-next-prompt ()
  "Make the prompt that was sent behind this one the draft."
  (interactive)
  (ampd-chat--go-in-history -1))

(defun ampd-chat--go-in-history (by)
  "Go back in the history, BY so many."
  (let ((place (+ by (or ampd-chat--history-place -1))))
    (when (or (< place -1) (>= place (length ampd-chat--history)))
      (user-error "There is no other prompt"))
    (unless ampd-chat--history-place
      (setq ampd-chat--own-draft (ampd-render-draft)))
    (setq ampd-chat--history-place (and (>= place 0) place))
    (goto-char (point-max))
    (ampd-render-set-draft (if (>= place 0)
                               (nth place ampd-chat--history)
                             ampd-chat--own-draft))))

(defun ampd-chat--take-draft ()
  "Answer the draft and empty it; signal `user-error' when there is none."
  (let ((text (string-trim (ampd-render-draft))))
    (when (string-empty-p text)
      (user-error "There is nothing to send"))
    (push text ampd-chat--history)
    (setq ampd-chat--history (seq-take ampd-chat--history ampd-chat--max-history)
          ampd-chat--history-place nil)
    (ampd-render-set-draft "")
    text))

(defun ampd-chat--send-by (function)
  "Send the draft by FUNCTION, or as ever while nothing is running."
  (if (ampd-session-busy-p)
      (funcall function (ampd-chat--take-draft))
    (ampd-chat-send)))

(defun ampd-chat--toggle (item)
  "Open or close ITEM and stay on its line."
  (ampd-item-toggle item)
  (goto-char (ampd-item-start item)))

(defun ampd-chat--next-stop (from)
  "Answer where the next item or button behind FROM begins; nil for none."
  (let ((place (max (point-min) (1+ from)))
        (end (ampd-render-end)))
    (while (and (< place end) (not (ampd-chat--stop-p place)))
      (setq place (min (next-single-property-change place 'ampd-item nil end)
                       (next-single-property-change place 'ampd-action nil end))))
    (and (< place end) place)))

(defun ampd-chat--stop-p (place)
  "Whether an item or a button begins at PLACE."
  (let ((before (max (point-min) (1- place))))
    (seq-some (lambda (property)
                (let ((value (get-text-property place property)))
                  (and value
                       (or (= before place)
                           (not (eq value (get-text-property before property)))))))
              '(ampd-item ampd-action))))

(defun ampd-chat--turn-after (from)
  "Answer where the next prompt behind FROM begins; nil for none."
  (let ((place (text-property-any (max (point-min) (1+ from)) (point-max) 'ampd-turn t)))
    (while (and place (> place (point-min)) (get-text-property (1- place) 'ampd-turn))
      (setq place (text-property-any
                   (next-single-property-change place 'ampd-turn nil (point-max))
                   (point-max) 'ampd-turn t)))
    place))

(defun ampd-chat--match-heading (limit)
  "Find a heading of an answer before LIMIT."
  (ampd-chat--match "^#\\{1,6\\} .*" limit))

(defun ampd-chat--match-strong (limit)
  "Find strong words of an answer before LIMIT."
  (ampd-chat--match "\\*\\*[^*\n]+\\*\\*" limit))

(defun ampd-chat--match-code (limit)
  "Find code of an answer before LIMIT."
  (ampd-chat--match "`[^`\n]+`\\|^```.*" limit))

(defun ampd-chat--match (regexp limit)
  "Find REGEXP in an answer before LIMIT."
  (let ((found nil))
    (while (and (not found) (re-search-forward regexp limit t))
      (setq found (get-text-property (match-beginning 0) 'ampd-answer)))
    found))

(defun ampd-chat--close ()
  "Let go of the session, whose buffer is killed."
  (ampd-session-forget (current-buffer))
  (when (and ampd-session (memq (ampd-session-state ampd-session) '(idle running))
             (ampd-server-live-p))
    (ampd-server-request (ampd-method session/close)
                         `(:sessionId ,(ampd-session-id ampd-session))
                         #'ignore #'ignore)))

(provide 'ampd-chat)
;;; ampd-chat.el ends here
