;;; ampd-chat.el --- The mode of a chat buffer  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Keys of a chat buffer: what they do in the draft, and what on an item.

;;; Code:

(require 'ampd-approval)
(require 'ampd-events)
(require 'ampd-header)
(require 'ampd-markdown)
(require 'ampd-navigate)
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
    (define-key map (kbd "<backtab>") #'ampd-navigate-previous-item)
    (define-key map [mouse-1] #'ampd-chat-click)
    ;; The second click of two is not meant for the button that has moved there.
    (define-key map [double-mouse-1] #'mouse-set-point)
    (define-key map [triple-mouse-1] #'mouse-set-point)
    (define-key map (kbd "M-p") #'ampd-chat-previous-prompt)
    (define-key map (kbd "M-n") #'ampd-chat-next-prompt)
    (define-key map (kbd "C-c C-c") #'ampd-chat-interrupt)
    (define-key map (kbd "C-c C-q") #'ampd-chat-queue)
    (define-key map (kbd "C-c C-s") #'ampd-chat-steer)
    (define-key map (kbd "C-c C-a") 'ampd-next-question)
    (define-key map (kbd "C-c C-o") 'ampd-menu)
    (define-key map (kbd "C-c C-l") 'ampd-sessions)
    (define-key map (kbd "C-c C-n") #'ampd-navigate-next-turn)
    (define-key map (kbd "C-c C-p") #'ampd-navigate-previous-turn)
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
              font-lock-defaults '(ampd-markdown-font-lock t)
              truncate-lines nil
              word-wrap t)
  (add-hook 'kill-buffer-hook #'ampd-chat--close nil t)
  (goto-char (point-max)))

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
  (ampd-chat--deliver
   (lambda (text)
     (unless (and (string-prefix-p "/" text)
                  (run-hook-with-args-until-success 'ampd-chat-slash-functions text))
       (ampd-send-prompt text)))))

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
    (ampd-navigate-next-item)))

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
      (ampd-chat--deliver function)
    (ampd-chat-send)))

(defun ampd-chat--deliver (function)
  "Take the draft and call FUNCTION with it; it is the draft again if that fails."
  (let ((text (ampd-chat--take-draft)))
    (condition-case failure
        (funcall function text)
      ((error quit)
       (ampd-send-give-back text)
       (signal (car failure) (cdr failure))))))

(defun ampd-chat--toggle (item)
  "Open or close ITEM and stay on its line."
  (ampd-item-toggle item)
  (goto-char (ampd-item-start item)))

(defun ampd-chat--close ()
  "Let go of the session, whose buffer is killed."
  (ampd-session-forget (current-buffer))
  ;; For a session that is still being made, ampd waits with closing it.
  (when (and ampd-session
             (memq (ampd-session-state ampd-session) '(opening idle running))
             (ampd-server-live-p))
    (ampd-server-request (ampd-method session/close)
                         `(:sessionId ,(ampd-session-id ampd-session))
                         #'ignore #'ignore)))

(provide 'ampd-chat)
;;; ampd-chat.el ends here
