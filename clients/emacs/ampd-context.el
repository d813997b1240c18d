;;; ampd-context.el --- What a prompt is about  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Puts the region, a function, a file or its diagnostics into the draft of the
;; project's chat, where it can be read and changed before it is sent.

;;; Code:

(require 'ampd-chat)
(require 'ampd-editor)
(require 'ampd-open)

(declare-function ampd "ampd" (&optional new))

(defconst ampd-context--max-chars 100000
  "How much of a buffer goes into a prompt.")

;;;###autoload
(defun ampd-send-region (start end)
  "Put the region, from START to END, into the draft of the project's chat."
  (interactive "r")
  (unless (use-region-p)
    (user-error "There is no region"))
  (ampd-context--add (ampd-context--excerpt start end)))

;;;###autoload
(defun ampd-send-defun ()
  "Put the function at point into the draft of the project's chat."
  (interactive)
  (let ((bounds (bounds-of-thing-at-point 'defun)))
    (unless bounds
      (user-error "There is no function at point"))
    (ampd-context--add (ampd-context--excerpt (car bounds) (cdr bounds)))))

;;;###autoload
(defun ampd-send-file ()
  "Put this buffer's file into the draft of the project's chat.
It is mentioned by name; when it has changes that are not saved, it is quoted."
  (interactive)
  (cond ((not (ampd-context--in-project-p))
         (ampd-context--add (ampd-context--excerpt (point-min) (point-max))))
        ((buffer-modified-p)
         (ampd-context--add
          (concat "(not saved yet)\n"
                  (ampd-context--excerpt (point-min) (point-max)))))
        (t (ampd-context--add (format "@%s " (ampd-context--name))))))

;;;###autoload
(defun ampd-send-diagnostics ()
  "Put Flymake's diagnostics of this buffer into the draft of the project's chat."
  (interactive)
  (let ((found (ampd-editor-diagnostics (current-buffer))))
    (unless found
      (user-error "There are no diagnostics in this buffer"))
    (ampd-context--add
     (concat (format "Diagnostics of %s:\n" (ampd-context--name))
             (mapconcat (lambda (one)
                          (format "- line %d, %s: %s" (plist-get one :line)
                                  (plist-get one :severity) (plist-get one :message)))
                        found "\n")
             "\n"))))

(defun ampd-context--add (text)
  "Put TEXT at the end of the draft of the project's chat, and show that."
  (deactivate-mark)
  (ampd)
  (goto-char (point-max))
  (unless (or (= (point) (ampd-render-draft-start)) (bolp))
    (insert "\n"))
  (insert text))

(defun ampd-context--excerpt (start end)
  "Answer the text from START to END with where it is from."
  (when (> (- end start) ampd-context--max-chars)
    (user-error "That is too long for a prompt; send the file's name instead"))
  (let ((text (buffer-substring-no-properties start end)))
    (format "%s, lines %d-%d:\n%s\n%s\n%s\n" (ampd-context--name)
            (line-number-at-pos start t)
            (line-number-at-pos (max start (1- end)) t)
            (ampd-context--fence text)
            (string-trim-right text "\n+")
            (ampd-context--fence text))))

(defun ampd-context--fence (text)
  "Answer a fence that is not in TEXT."
  (let ((fence "```"))
    (while (string-search fence text)
      (setq fence (concat fence "`")))
    fence))

(defun ampd-context--in-project-p ()
  "Whether this buffer's file is in the project."
  (and buffer-file-name
       (not (file-remote-p buffer-file-name))
       (file-in-directory-p buffer-file-name (ampd-session-project))))

(defun ampd-context--name ()
  "Answer what to call this buffer: its file in the project, or its name."
  (if (ampd-context--in-project-p)
      (file-relative-name buffer-file-name (ampd-session-project))
    (or buffer-file-name (buffer-name))))

(provide 'ampd-context)
;;; ampd-context.el ends here
