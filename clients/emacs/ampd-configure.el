;;; ampd-configure.el --- Model, mode and title of a session  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Asks ampd what there is to choose from, then the user, then tells ampd.

;;; Code:

(require 'ampd-session)
(require 'ampd-transcript)

(defconst ampd-configure--modes
  '(("ask" . "what no rule decides is asked")
    ("accept-edits" . "files of the project may be written")
    ("read-only" . "only tools that read")
    ("plan" . "only tools that read, for a plan"))
  "Modes of the approval policy.")

(defun ampd-configure-model ()
  "Choose the model for what is asked from now on."
  (interactive)
  (ampd-configure--check)
  (ampd-session-request
   (ampd-method provider/models) nil
   (lambda (result)
     (seq-doseq (warning (ampd-get result :warnings))
       (ampd-transcript-note (ampd-get warning :message) 'ampd-question))
     (ampd-configure-later #'ampd-configure--choose-model (ampd-get result :models)))
   #'ampd-configure--failed))

(defun ampd-configure-mode ()
  "Choose what the agent may do without asking."
  (interactive)
  (ampd-configure--check)
  (ampd-configure--set
   :mode (ampd-configure-choose "Mode: " ampd-configure--modes)))

(defun ampd-configure-effort ()
  "Choose how hard the model should think."
  (interactive)
  (ampd-configure--check)
  (ampd-configure--set
   :effort (ampd-configure-choose "Effort: " '(("low" . "") ("medium" . "") ("high" . "")))))

(defun ampd-configure-title (title)
  "Call the session TITLE."
  (interactive (list (read-string "Title: " (and ampd-session
                                                 (ampd-session-title ampd-session)))))
  (ampd-configure--check)
  (ampd-configure--set :title title))

(defun ampd-configure-compact ()
  "Compact what the model sees of the history."
  (interactive)
  (ampd-configure--check)
  (ampd-session-request
   (ampd-method session/compact) nil
   (lambda (result)
     (ampd-transcript-note
      (if (ampd-get result :compacted)
          (format "Compacted from %s to %s tokens." (ampd-get result :before_tokens)
                  (ampd-get result :after_tokens))
        "There was nothing to compact.")))
   #'ampd-configure--failed))

(defun ampd-configure--choose-model (models)
  "Let the user choose one of MODELS."
  (let* ((rows (seq-map (lambda (model)
                          (cons (format "%s/%s" (ampd-get model :provider)
                                        (ampd-get model :id))
                                model))
                        models))
         (model (cdr (assoc (completing-read "Model: " rows nil t) rows))))
    (when model
      (ampd-configure--set :provider (ampd-get model :provider)
                           :model (ampd-get model :id)))))

(defun ampd-configure-choose (prompt rows)
  "Read one of ROWS, conses of a name and its meaning, by PROMPT."
  (let ((completion-extra-properties
         (list :annotation-function
               (lambda (name)
                 (let ((about (cdr (assoc name rows))))
                   (if (string-empty-p (or about "")) ""
                     (concat "  " (ampd-text-one-line about 80))))))))
    (completing-read prompt rows nil t)))

(defun ampd-configure--set (&rest settings)
  "Tell ampd SETTINGS, a plist."
  (ampd-session-request
   (ampd-method session/configure) settings
   (lambda (result)
     (message "ampd: %s" (ampd-configure--summary result)))
   #'ampd-configure--failed))

(defun ampd-configure--summary (settings)
  "Answer SETTINGS in a line."
  (let ((parts nil))
    (while settings
      (push (format "%s: %s" (substring (symbol-name (pop settings)) 1) (pop settings))
            parts))
    (string-join (nreverse parts) ", ")))

(defun ampd-configure-later (function &rest arguments)
  "Call FUNCTION with ARGUMENTS where it may use the minibuffer."
  (let ((buffer (current-buffer)))
    (run-at-time 0 nil (lambda ()
                         (when (buffer-live-p buffer)
                           (with-current-buffer buffer
                             (apply function arguments)))))))

(defun ampd-configure--check ()
  "Signal `user-error' where there is no session to configure."
  (unless (and ampd-session (memq (ampd-session-state ampd-session) '(idle running)))
    (user-error "This is not the chat of a session that is there")))

(defun ampd-configure--failed (failure)
  "Show FAILURE in the chat."
  (ampd-transcript-note (ampd-server-error-text failure) 'ampd-failed))

(provide 'ampd-configure)
;;; ampd-configure.el ends here
